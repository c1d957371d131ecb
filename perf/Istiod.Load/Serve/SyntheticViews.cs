using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Istiod.Protobuf;
using Istiod.Resources;

namespace Istiod.Load.Serve;

/// <summary>Made-up resources of the load's size, the same for all proxies; changed by the run.</summary>
internal sealed class SyntheticViews : IViewProvider
{
    private const int ClusterBytes = 900;
    private const int RouteBytes = 600_000;

    private readonly ResourceStore _store = new();
    private readonly ConcurrentDictionary<Proxy, byte> _proxies = new();
    private readonly XdsResource[] _endpoints;
    private readonly XdsResource[] _clusters;
    private State _state;

    public SyntheticViews(int services)
    {
        _clusters = new XdsResource[services + 1];
        _endpoints = new XdsResource[services + 1];
        for (int i = 0; i <= services; i++)
        {
            _clusters[i] = Cluster(i);
            _endpoints[i] = Endpoints(i, 0);
        }

        ResourceView?[] views = new ResourceView?[XdsType.All.Length];
        views[XdsType.Cluster.Order] = ResourceView.Take([.. _clusters]);
        views[XdsType.Endpoint.Order] = ResourceView.Take([.. _endpoints]);
        views[XdsType.Listener.Order] = ResourceView.Take([Listener(0), Listener(1), Listener(2)]);
        views[XdsType.Route.Order] = ResourceView.Take([Route(0)]);
        _state = new State(1, views);
    }

    public void ChangeEndpoint(int service, int number)
    {
        _endpoints[service] = Endpoints(service, number + 1);
        Publish(XdsType.Endpoint, ResourceView.Take([.. _endpoints]));
    }

    public void ChangeRoute(int number) => Publish(XdsType.Route, ResourceView.Take([Route(number + 1)]));

    public bool TryOpen(
        ProxyNode node,
        IViewListener listener,
        [NotNullWhen(true)] out IProxyViews? views,
        [NotNullWhen(false)] out string? refusal)
    {
        refusal = null;
        Proxy proxy = new(this, node.Id.Split('~')[2], listener);
        _proxies[proxy] = 0;
        views = proxy;
        return true;
    }

    private void Publish(XdsType type, ResourceView view)
    {
        ResourceView?[] views = (ResourceView?[])_state.Views.Clone();
        views[type.Order] = view;
        State next = new(_state.Revision + 1, views);
        Volatile.Write(ref _state, next);
        foreach (KeyValuePair<Proxy, byte> proxy in _proxies)
        {
            proxy.Key.Listener.Invalidated(XdsTypeSet.None.With(type), next.Revision);
        }
    }

    private XdsResource Cluster(int i)
    {
        string name = Name(i);
        using MemoryStream to = new();
        Put(to, 1, name);
        to.Write([0x10, 3]); // type: EDS
        Put(to, 28, new string('s', ClusterBytes));
        return Resource(name, to);
    }

    private XdsResource Endpoints(int i, int number)
    {
        string name = Name(i);
        using MemoryStream to = new();
        Put(to, 1, name);
        for (int n = 0; n < Mesh.Endpoints; n++)
        {
            Put(to, 2, Mesh.EndpointIP(i, n, number) + new string('e', 50));
        }

        return Resource(name, to);
    }

    private XdsResource Listener(int i)
    {
        using MemoryStream rds = new();
        Put(rds, 2, "80");
        using MemoryStream manager = new();
        Put(manager, 3, rds);
        using MemoryStream any = new();
        Put(any, 1, "type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager");
        Put(any, 2, manager);
        using MemoryStream filter = new();
        Put(filter, 4, any);
        using MemoryStream chain = new();
        Put(chain, 3, filter);
        using MemoryStream to = new();
        Put(to, 1, "listener-" + (char)('a' + i));
        Put(to, 3, chain);
        return Resource("listener-" + (char)('a' + i), to);
    }

    private XdsResource Route(int number)
    {
        using MemoryStream to = new();
        Put(to, 1, "80");
        Put(to, 2, number + new string('r', RouteBytes));
        return Resource("80", to);
    }

    private XdsResource Resource(string name, MemoryStream message) =>
        _store.Create(name, Empty.Parse(message.ToArray()));

    private static string Name(int i) => $"outbound|80||svc-{i}.load.svc.cluster.local";

    private static void Put(MemoryStream to, int number, string value) =>
        Put(to, number, new MemoryStream(System.Text.Encoding.UTF8.GetBytes(value)));

    private static void Put(MemoryStream to, int number, MemoryStream value)
    {
        uint tag = ((uint)number << 3) | 2;
        Varint(to, tag);
        Varint(to, (uint)value.Length);
        to.Write(value.ToArray());
    }

    private static void Varint(MemoryStream to, uint value)
    {
        while (value >= 0x80)
        {
            to.WriteByte((byte)(value | 0x80));
            value >>= 7;
        }

        to.WriteByte((byte)value);
    }

    private sealed record State(long Revision, ResourceView?[] Views) : IViewSnapshot
    {
        public ResourceView? View(XdsType type, NameList names) => Views[type.Order];
    }

    private sealed class Proxy(SyntheticViews owner, string nodeId, IViewListener listener) : IProxyViews
    {
        public IViewListener Listener { get; } = listener;

        public string NodeId => nodeId;

        public IViewSnapshot Snapshot() => Volatile.Read(ref owner._state);

        public void Dispose() => owner._proxies.TryRemove(this, out _);
    }
}
