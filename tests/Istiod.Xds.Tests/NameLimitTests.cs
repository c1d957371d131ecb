using Istiod.Grpc;
using Istiod.Protos.Envoy.Service.Discovery.V3;
using Istiod.Resources;
using Istiod.Testing.Xds;
using Istiod.Xds.Streams;

namespace Istiod.Xds.Tests;

public sealed class NameLimitTests
{
    private readonly Protocol _delta;
    private readonly Protocol _sotw;

    public NameLimitTests()
    {
        ScriptedViews views = new();
        views.Set((XdsType.Endpoint, views.View(("a", "1"))));
        _delta = new Protocol(views, isDelta: true);
        _sotw = new Protocol(views, isDelta: false);
    }

    [Fact]
    public void Delta_NamesOfManyRequests_AreBounded()
    {
        _delta.Send(Subscribe(0, StreamState.MaxNames));
        Assert.Equal(
            GrpcStatusCode.ResourceExhausted,
            Assert.Throws<GrpcException>(() => _delta.Send(Subscribe(StreamState.MaxNames, 1))).Status.Code);
    }

    [Fact]
    public void Delta_ManyNamesTakenBack_TakeNoQuadraticTime()
    {
        DeltaDiscoveryRequest request = Request(0, 90_000);
        request.ResourceNamesUnsubscribe.AddRange(request.ResourceNamesSubscribe);
        _delta.Send(request.Bytes());
        _delta.Send(request.Bytes());
    }

    [Fact]
    public void Sotw_MoreNamesThanTheLimit_AreRefused()
    {
        DiscoveryRequest request = new() { TypeUrl = XdsType.Endpoint.TypeUrl };
        for (int i = 0; i <= StreamState.MaxNames; i++)
        {
            request.ResourceNames.Add($"n{i}");
        }

        Assert.Equal(
            GrpcStatusCode.ResourceExhausted, Assert.Throws<GrpcException>(() => _sotw.Send(request.Bytes())).Status.Code);
    }

    private static byte[] Subscribe(int first, int count) => Request(first, count).Bytes();

    private static DeltaDiscoveryRequest Request(int first, int count)
    {
        DeltaDiscoveryRequest request = new() { TypeUrl = XdsType.Endpoint.TypeUrl };
        for (int i = first; i < first + count; i++)
        {
            request.ResourceNamesSubscribe.Add($"n{i}");
        }

        return request;
    }
}
