using Istiod.Envoy.Endpoints;
using Istiod.Envoy.Listeners;
using Istiod.Incremental;
using Istiod.Model;
using Istiod.Primitives;
using Istiod.Protobuf;
using Istiod.Protos.Envoy.Config.Cluster.V3;
using Istiod.Protos.Envoy.Config.Core.V3;
using Istiod.Protos.Envoy.Config.Listener.V3;
using Istiod.Protos.Envoy.Config.Route.V3;
using Istiod.Resources;
using ApplyTo = Istiod.Protos.Istio.Networking.V1Alpha3.EnvoyFilter.Types.ApplyTo;
using Context = Istiod.Protos.Istio.Networking.V1Alpha3.EnvoyFilter.Types.PatchContext;

namespace Istiod.Envoy.Patches;

/// <summary>
/// EnvoyFilters, applied to resources that are built already. Proxies that none concerns share their views as ever; those that are
/// patched alike share the patched ones.
/// </summary>
internal sealed class PatchViews
{
    private readonly MeshModel _model;
    private readonly ResourceStore _store;
    private readonly Memo<ResourceKey, XdsResource?> _resources;
    private readonly Memo<ViewKey, ResourceView> _views;

    /// <summary>Adds the memos to <paramref name="graph"/>.</summary>
    public PatchViews(Graph graph, MeshModel model, ResourceStore store)
    {
        _model = model;
        _store = store;
        _resources = graph.AddMemo<ResourceKey, XdsResource?>("patched-resources", (key, _) => TryPatch(key), ByVersion.Instance);
        _views = graph.AddMemo<ViewKey, ResourceView>("patched-views", PatchAll, SameView.Instance);
    }

    /// <summary>A view with the patches of a proxy.</summary>
    public ResourceView Apply(ResourceView view, ProxyIdentity proxy, XdsType type, Reads reads) =>
        SetOf(proxy, type, reads) is { } set
            ? reads.Get(_views, new ViewKey(type, new Hashed<PatchSet>(set), view))
            : view;

    /// <summary>Adds extension configs that patches define to those of a view; the first of a name counts.</summary>
    public ResourceView AddExtensions(ResourceView view, ProxyIdentity proxy, NameList names, Reads reads)
    {
        if (names.Count == 0 || SetOf(proxy, XdsType.ExtensionConfig, reads) is not { } set)
        {
            return view;
        }

        Dictionary<string, XdsResource> byName = new(StringComparer.Ordinal);
        foreach (ProtoMessage added in set.Added(ApplyTo.ExtensionConfig))
        {
            if (added is TypedExtensionConfig config && names.Names.BinarySearch(config.Name, StringComparer.Ordinal) >= 0)
            {
                byName.TryAdd(config.Name, _store.Create(config.Name, config));
            }
        }

        foreach (XdsResource resource in view.Resources)
        {
            byName.TryAdd(resource.Name, resource);
        }

        return ResourceView.Take([.. byName.Values]);
    }

    private PatchSet? SetOf(ProxyIdentity proxy, XdsType type, Reads reads)
    {
        ProxyWorkload workload = reads.Get(_model.Workloads, proxy);
        PolicyTarget target = new(proxy.Namespace, workload.Labels, proxy.Kind == ProxyKind.Waypoint);
        ValueArray<EnvoyPatch> patches = reads.Get(_model.Patches, new PatchTarget(target, proxy.Metadata.IstioVersion));
        return patches.IsEmpty ? null : PatchSet.Of(patches, proxy, type, PortsOf(workload));
    }

    private static ValueArray<ListenedPort> PortsOf(ProxyWorkload workload)
    {
        List<ListenedPort> ports = [];
        foreach (ServiceTarget target in workload.Targets)
        {
            ListenedPort pair = new(target.TargetPort, target.Port.Number);
            if (!ports.Contains(pair))
            {
                ports.Add(pair);
            }
        }

        return ValueArray.From(ports);
    }

    private ResourceView PatchAll(ViewKey key, Reads reads)
    {
        Dictionary<string, XdsResource> byName = new(StringComparer.Ordinal);
        foreach (XdsResource resource in key.View.Resources)
        {
            if (reads.Get(_resources, new ResourceKey(key.Type, key.Patches, resource)) is { } patched)
            {
                byName[patched.Name] = patched;
            }
        }

        if (key.Type == XdsType.Cluster)
        {
            foreach (ProtoMessage added in key.Patches.Value.Added(ApplyTo.Cluster))
            {
                if (added is Cluster cluster)
                {
                    byName.TryAdd(cluster.Name, _store.Create(cluster.Name, cluster));
                }
            }
        }
        else if (key.Type == XdsType.Listener)
        {
            foreach (ProtoMessage added in key.Patches.Value.Added(ApplyTo.Listener))
            {
                if (added is Listener { Name.Length: > 0 } listener)
                {
                    byName.TryAdd(listener.Name, _store.Create(listener.Name, listener));
                }
            }
        }

        return ResourceView.Take([.. byName.Values]);
    }

    /// <summary>Patches that cannot be carried out leave a resource as it is.</summary>
    private XdsResource? TryPatch(ResourceKey key)
    {
        try
        {
            return Patch(key);
        }
        catch (ProtoException)
        {
            return key.Resource;
        }
    }

    private XdsResource? Patch(ResourceKey key)
    {
        PatchSet set = key.Patches.Value;
        byte[] bytes = key.Resource.ToArray();
        if (key.Type == XdsType.Cluster)
        {
            Cluster cluster = Cluster.Parse(bytes);
            return ClusterPatcher.Apply(set, cluster) ? Changed(key.Resource, bytes, cluster.Name, cluster) : null;
        }

        if (key.Type == XdsType.Listener)
        {
            Listener listener = Listener.Parse(bytes);
            return ListenerPatcher.Apply(set, listener) ? Changed(key.Resource, bytes, listener.Name, listener) : null;
        }

        RouteConfiguration routes = RouteConfiguration.Parse(bytes);
        new RoutePatcher(set, set.Kind == ProxyKind.Router ? Context.Gateway : Context.SidecarOutbound).Apply(routes);
        return Changed(key.Resource, bytes, routes.Name, routes);
    }

    /// <summary>What no patch changed stays the very resource.</summary>
    private XdsResource Changed(XdsResource resource, byte[] bytes, string name, ProtoMessage message) =>
        message.ToByteArray().AsSpan().SequenceEqual(bytes) ? resource : _store.Create(name, message);

    /// <summary>One resource and how it is patched.</summary>
    private sealed record ResourceKey(XdsType Type, Hashed<PatchSet> Patches, XdsResource Resource)
    {
        public bool Equals(ResourceKey? other) =>
            other is not null
            && Type == other.Type
            && ByVersion.Instance.Equals(Resource, other.Resource)
            && Patches.Equals(other.Patches);

        public override int GetHashCode() => HashCode.Combine(Type, Patches, Resource.Version);
    }

    /// <summary>A view, itself and not what is in it, and how it is patched.</summary>
    private sealed record ViewKey(XdsType Type, Hashed<PatchSet> Patches, ResourceView View)
    {
        public bool Equals(ViewKey? other) =>
            other is not null && Type == other.Type && ReferenceEquals(View, other.View) && Patches.Equals(other.Patches);

        public override int GetHashCode() =>
            HashCode.Combine(Type, Patches, System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(View));
    }
}
