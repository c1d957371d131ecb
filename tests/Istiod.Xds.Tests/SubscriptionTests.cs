using Istiod.Protos.Envoy.Service.Discovery.V3;
using Istiod.Resources;
using Istiod.Testing.Xds;
using Istiod.Xds.Wire;

namespace Istiod.Xds.Tests;

public sealed class SubscriptionTests
{
    [Fact]
    public void Names_ThatTheViewHolds_CostNoStrings()
    {
        ScriptedViews views = new();
        (string, string)[] all = [.. Enumerable.Range(0, 1001).Select(i => ($"outbound|80||svc-{i}.load.svc.cluster.local", "1"))];
        views.Set((XdsType.Endpoint, views.View(all)));
        byte[] request = Request(all);

        new Protocol(views, isDelta: true).State.Receive(XdsRequest.Parse(request, isDelta: true));
        Protocol stream = new(views, isDelta: true);
        long before = GC.GetAllocatedBytesForCurrentThread();
        stream.State.Receive(XdsRequest.Parse(request, isDelta: true));
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.InRange(allocated, 0, 2000);
        Assert.Equal(1001, stream.State[XdsType.Endpoint]!.Names.ExplicitCount); // subscribed above
        Assert.Equal(0, stream.State[XdsType.Endpoint]!.Names.Outside.Count); // subscribed above
    }

    [Fact]
    public void Push_OneChangeOfMany_AllocatesNoListOfAll()
    {
        ScriptedViews views = new();
        (string, string)[] all = [.. Enumerable.Range(0, 1001).Select(i => ($"svc-{i:0000}", "1"))];
        views.Set((XdsType.Endpoint, views.View(all)));
        Protocol first = new(views, isDelta: true);
        Protocol second = new(views, isDelta: true);
        foreach (Protocol stream in new[] { first, second })
        {
            stream.Send(Request(all));
        }

        all[500].Item2 = "2";
        views.Set((XdsType.Endpoint, views.View(all)));
        Assert.Equal(["svc-0500"], Assert.Single(first.Push()).Names);
        Assert.True(views.TryOpen(new ProxyNode("x", "", null, "", "", ""), second, out IProxyViews? open, out _));
        using IProxyViews proxy = open;
        IViewSnapshot snapshot = proxy.Snapshot();
        long before = GC.GetAllocatedBytesForCurrentThread();
        second.State.Plan(snapshot, new XdsTypeSet(uint.MaxValue));
        Assert.NotNull(second.State.TakePlanned());
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 2000);
    }

    private static byte[] Request((string Name, string Content)[] all)
    {
        DeltaDiscoveryRequest request = new() { TypeUrl = XdsType.Endpoint.TypeUrl };
        request.ResourceNamesSubscribe.AddRange(all.Select(item => item.Name));
        return request.Bytes();
    }
}
