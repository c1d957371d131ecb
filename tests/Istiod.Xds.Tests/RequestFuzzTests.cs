using System.Diagnostics.CodeAnalysis;
using Istiod.Grpc;
using Istiod.Protos.Envoy.Service.Discovery.V3;
using Istiod.Resources;
using Istiod.Testing.Xds;
using Istiod.Xds.Wire;

namespace Istiod.Xds.Tests;

public sealed class RequestFuzzTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Receive_MutatedRequests_OnlyFailAsInternal(bool isDelta)
    {
        Random random = new(7);
        ScriptedViews views = new();
        views.Set((XdsType.Cluster, views.View(("a", "1"))), (XdsType.Endpoint, views.View(("a", "1"), ("b", "1"))));
        Protocol stream = new(views, isDelta);
        int refused = 0;
        for (int i = 0; i < 20_000; i++)
        {
            byte[] bytes = Sample(random, isDelta);
            for (int n = random.Next(4); n > 0; n--)
            {
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            }

            bytes = bytes[..random.Next(bytes.Length + 1)];
            try
            {
                stream.Send(bytes);
            }
            catch (GrpcException e)
            {
                Assert.Equal(GrpcStatusCode.Internal, e.Status.Code);
                refused++;
            }
        }

        Assert.InRange(refused, 1000, 19_999);
    }

    [Fact]
    [SuppressMessage("Performance", "CA1806", Justification = "only whether it throws matters")]
    public void Node_RandomBytes_OnlyFailAsInternal()
    {
        Random random = new(8);
        byte[] bytes = new byte[60];
        for (int i = 0; i < 20_000; i++)
        {
            random.NextBytes(bytes);
            try
            {
                NodeReader.Read(bytes.AsSpan(0, random.Next(bytes.Length)));
            }
            catch (GrpcException e)
            {
                Assert.Equal(GrpcStatusCode.Internal, e.Status.Code);
            }
        }
    }

    private static byte[] Sample(Random random, bool isDelta)
    {
        string type = random.Next(2) == 0 ? XdsType.Endpoint.TypeUrl : XdsType.Cluster.TypeUrl;
        if (isDelta)
        {
            DeltaDiscoveryRequest delta = new() { TypeUrl = type, ResponseNonce = random.Next(2) == 0 ? "" : "n" };
            delta.ResourceNamesSubscribe.AddRange(["a", "b"]);
            delta.ResourceNamesUnsubscribe.Add("c");
            delta.InitialResourceVersions["a"] = "v";
            return delta.Bytes();
        }

        DiscoveryRequest request = new() { TypeUrl = type, ResponseNonce = random.Next(2) == 0 ? "" : "n" };
        request.ResourceNames.AddRange(["a", "b"]);
        return request.Bytes();
    }
}
