using Istiod.Compiler.Names;
using Istiod.Config;
using Istiod.Incremental;
using Istiod.Model;
using Istiod.Primitives;
using Istiod.Protos.Istio.Networking.V1Alpha3;
using Gateway = Istiod.Protos.Istio.Networking.V1Alpha3.Gateway;

namespace Istiod.Compiler.Gateways;

/// <summary>Gateway objects → the merged gateway of each workload.</summary>
/// <remarks>istiod: pilot/pkg/model/push_context.go:initGateways, mergeGateways.</remarks>
internal sealed class GatewaysArea
{
    private readonly MeshSources _sources;
    private readonly Collection<ObjectKey, GatewayConfig> _configs;
    private readonly Index<string, ObjectKey, GatewayConfig> _byNamespace;
    private readonly Memo<Selection, MergedGateway> _ofSelection;

    private GatewaysArea(Graph graph, MeshSources sources, Collection<ObjectKey, GatewayConfig>? converted)
    {
        _sources = sources;
        Derived<ObjectKey, GatewayConfig> own = graph.Derive<ObjectKey, ConfigObject, ObjectKey, GatewayConfig>(
            "gateways", sources.Gateways, static (key, item, _, output) => Read(key, item, output));
        _configs = converted is null ? own : graph.Join("gateways-of-all-apis", own, converted, static (_, first, _) => first);
        _byNamespace = graph.AddIndex<string, ObjectKey, GatewayConfig>("gateways-by-namespace", _configs, AddKeys);
        _ofSelection = graph.AddMemo<Selection, MergedGateway>("gateways-of-selection", Merge);
        Merged = graph.AddMemo<GatewayQuery, MergedGateway>("gateways-merged", Select);
    }

    /// <summary>See <see cref="MeshModel.Gateways"/>.</summary>
    public Memo<GatewayQuery, MergedGateway> Merged { get; }

    /// <summary>Adds the area to <paramref name="graph"/>.</summary>
    /// <param name="converted">Those that other APIs were turned into.</param>
    public static GatewaysArea Wire(
        Graph graph, MeshSources sources, Collection<ObjectKey, GatewayConfig>? converted = null) =>
        new(graph, sources, converted);

    private static void Read(ObjectKey key, ConfigObject item, Output<ObjectKey, GatewayConfig> output)
    {
        if (item.Spec is not Gateway spec)
        {
            return;
        }

        List<Server> servers = new(spec.Servers.Count);
        foreach (Server server in spec.Servers)
        {
            if (server.Port is not null)
            {
                servers.Add(GatewayHosts.Resolve(server, item.Meta.Namespace));
            }
        }

        output.Add(key, new GatewayConfig(
            item.Key, item.Meta.CreationTime, ValueArray.From(servers), LabelSet.From(spec.Selector))
        {
            Services = Services(item.Meta),
        });
    }

    /// <summary>Gateways that other APIs were turned into name their services.</summary>
    private static ValueArray<ServiceKey> Services(ObjectMeta meta)
    {
        if (!meta.Annotations.TryGet(LabelNames.GatewayService, out string? hosts))
        {
            return default;
        }

        string owner = meta.Annotations.GetOrEmpty(LabelNames.ParentNamespace);
        List<ServiceKey> services = [];
        foreach (string host in hosts.Split(','))
        {
            services.Add(new ServiceKey(owner.Length > 0 ? owner : meta.Namespace, new Hostname(host)));
        }

        return ValueArray.From(services);
    }

    private static void AddKeys(ObjectKey key, GatewayConfig config, IndexSink<string> sink)
    {
        sink.Add(key.Namespace);
        sink.Add(""); // all of them
    }

    /// <summary>Labels tell replicas apart, so they only choose: all that have the same gateways and targets share one value.</summary>
    private MergedGateway Select(GatewayQuery query, Reads reads)
    {
        if (!reads.TryGet(_sources.Settings, SettingsKey.Mesh, out MeshSettings? settings))
        {
            return MergedGateway.None;
        }

        List<ObjectKey> chosen = [];
        foreach ((ObjectKey key, GatewayConfig config) in reads.Lookup(
            _byNamespace, settings.Features.ScopeGatewayToNamespace ? query.Namespace : ""))
        {
            if (!config.Services.IsEmpty || config.Selector.IsSubsetOf(query.Labels))
            {
                chosen.Add(key);
            }
        }

        return chosen.Count == 0
            ? MergedGateway.None
            : reads.Get(
                _ofSelection, new Selection(ValueArray.From(chosen), query.Targets, settings.Features.EnableQuicListeners));
    }

    private MergedGateway Merge(Selection selection, Reads reads)
    {
        List<GatewayConfig> configs = [];
        foreach (ObjectKey key in selection.Gateways)
        {
            if (reads.TryGet(_configs, key, out GatewayConfig? config))
            {
                configs.Add(config);
            }
        }

        configs.Sort(GatewayConfig.CompareByAge);
        GatewayMerge merge = new(selection.ServesQuic);
        foreach (GatewayConfig config in configs)
        {
            ValueArray<GatewayTarget> targets =
                config.Services.IsEmpty ? selection.Targets : TargetsOf(config, selection.Targets);
            if (config.Services.IsEmpty || !targets.IsEmpty)
            {
                merge.Add(config, targets);
            }
        }

        return merge.Finish();
    }

    private static ValueArray<GatewayTarget> TargetsOf(GatewayConfig config, ValueArray<GatewayTarget> targets)
    {
        List<GatewayTarget> own = [];
        foreach (GatewayTarget target in targets)
        {
            if (config.Services.Span.Contains(target.Service))
            {
                own.Add(target);
            }
        }

        return ValueArray.From(own);
    }

    private sealed record Selection(ValueArray<ObjectKey> Gateways, ValueArray<GatewayTarget> Targets, bool ServesQuic);
}
