using System.Text;
using Istiod.Compiler.Policies;
using Istiod.Config;
using Istiod.Incremental;
using Istiod.Model;
using Istiod.Primitives;
using Istiod.Protos.Istio.Extensions.V1Alpha1;
using ExtensionPhase = Istiod.Protos.Istio.Extensions.V1Alpha1.TrafficExtension.Types.ExecutionPhase;

namespace Istiod.Compiler.Extensions;

/// <summary>Extensions of workloads. A WasmPlugin is a TrafficExtension of the older kind.</summary>
/// <remarks>istiod: pilot/pkg/model/push_context.go:TrafficExtensionsByListenerInfo, pilot/pkg/config/kube/extensions.</remarks>
internal sealed class ExtensionsArea
{
    private const int MaxScriptBytes = 64 * 1024;

    private readonly MeshSources _sources;
    private readonly PolicyLookup _extensions;
    private readonly PolicyLookup _plugins;

    private ExtensionsArea(Graph graph, MeshSources sources)
    {
        _sources = sources;
        _extensions = new PolicyLookup(graph, sources.TrafficExtensions);
        _plugins = new PolicyLookup(graph, sources.WasmPlugins);
        Workloads = graph.AddMemo<PolicyTarget, ValueArray<TrafficExtensionConfig>>("traffic-extensions", Of);
        Wasm = graph.AddMemo<NamespacedName, WasmExtension?>("wasm-extensions", Named);
    }

    /// <summary>Extensions of a workload in the order in which they apply within a phase.</summary>
    public Memo<PolicyTarget, ValueArray<TrafficExtensionConfig>> Workloads { get; }

    /// <summary>An extension by name; <c>null</c> if there is none of WebAssembly.</summary>
    public Memo<NamespacedName, WasmExtension?> Wasm { get; }

    /// <summary>Adds the area to <paramref name="graph"/>.</summary>
    public static ExtensionsArea Wire(Graph graph, MeshSources sources) => new(graph, sources);

    private ValueArray<TrafficExtensionConfig> Of(PolicyTarget target, Reads reads)
    {
        if (!reads.TryGet(_sources.Settings, SettingsKey.Mesh, out MeshSettings? settings))
        {
            return default;
        }

        List<(int Priority, int Order, TrafficExtensionConfig Config)> found = [];
        foreach (string name in PolicyLookup.Namespaces(target, target.Namespace, settings.RootNamespace))
        {
            List<ConfigObject> objects = [.. _extensions.ByAge(reads, name), .. _plugins.ByAge(reads, name)];
            objects.Sort(static (a, b) => ObjectMeta.CompareByAge(a.Meta, b.Meta));
            foreach (ConfigObject item in objects)
            {
                if (Applies(item, target, settings) && Read(item) is { } config)
                {
                    found.Add((PriorityOf(item), found.Count, config));
                }
            }
        }

        // Those without a priority come last; equal ones keep their order.
        found.Sort(static (a, b) => a.Priority != b.Priority ? b.Priority.CompareTo(a.Priority) : a.Order.CompareTo(b.Order));
        TrafficExtensionConfig[] configs = new TrafficExtensionConfig[found.Count];
        for (int i = 0; i < configs.Length; i++)
        {
            configs[i] = found[i].Config;
        }

        return ValueArray.Take(configs);
    }

    private WasmExtension? Named(NamespacedName name, Reads reads)
    {
        if (!reads.TryGet(_sources.Settings, SettingsKey.Mesh, out MeshSettings? settings))
        {
            return null;
        }

        string mark = TrafficExtensionConfig.WasmPluginMark;
        bool isPlugin = name.Name.EndsWith(mark, StringComparison.Ordinal);
        string own = isPlugin ? name.Name[..^mark.Length] : name.Name;
        return reads.TryGet(
                isPlugin ? _sources.WasmPlugins : _sources.TrafficExtensions,
                new ObjectKey(settings.ConfigCluster, name.Namespace, own),
                out ConfigObject? item)
            && WasmOf(item) is { } spec
            && WasmModuleUrl.TryRead(spec.Url, out WasmModuleUrl? url)
                ? new WasmExtension(name, url, spec, item.Meta.ResourceVersion)
                : null;
    }

    private static bool Applies(ConfigObject item, PolicyTarget target, MeshSettings settings) => item.Spec switch
    {
        TrafficExtension spec =>
            PolicyAttachment.Applies(settings, target, item.Meta.Namespace, spec.Selector, null, spec.TargetRefs),
        WasmPlugin spec =>
            PolicyAttachment.Applies(settings, target, item.Meta.Namespace, spec.Selector, spec.TargetRef, spec.TargetRefs),
        _ => false,
    };

    private static int PriorityOf(ConfigObject item) => item.Spec switch
    {
        TrafficExtension spec => spec.Priority,
        WasmPlugin spec => spec.Priority,
        _ => null,
    }
    ?? int.MinValue;

    /// <summary>What listeners say of it; <c>null</c> if it cannot run.</summary>
    /// <remarks>istiod: pilot/pkg/model/extensions.go:convertToTrafficExtensionWrapper.</remarks>
    private static TrafficExtensionConfig? Read(ConfigObject item)
    {
        TrafficExtensionConfig config = new() { Name = item.Key, Kind = ExtensionKind.HttpLua };
        if (item.Spec is TrafficExtension extension)
        {
            config = config with { Phase = extension.Phase, Matches = ValueArray.Create<TrafficSelector>([.. extension.Match]) };
        }
        else if (item.Spec is WasmPlugin plugin)
        {
            config = config with
            {
                Name = new NamespacedName(item.Meta.Namespace, item.Meta.Name + TrafficExtensionConfig.WasmPluginMark),
                Phase = (ExtensionPhase)(int)plugin.Phase, // the same numbers
                Matches = MatchesOf(plugin),
            };
        }

        if (WasmOf(item) is { } wasm)
        {
            return WasmModuleUrl.TryRead(wasm.Url, out _)
                ? config with { Kind = wasm.Type == PluginType.Network ? ExtensionKind.NetworkWasm : ExtensionKind.HttpWasm }
                : null;
        }

        string script = item.Spec is TrafficExtension { Lua: { } lua } ? lua.InlineCode : "";
        return script.Length == 0 || Encoding.UTF8.GetByteCount(script) > MaxScriptBytes ? null : config with { Script = script };
    }

    private static ValueArray<TrafficSelector> MatchesOf(WasmPlugin plugin)
    {
        TrafficSelector[] matches = new TrafficSelector[plugin.Match.Count];
        for (int i = 0; i < matches.Length; i++)
        {
            TrafficSelector match = new() { Mode = plugin.Match[i].Mode };
            match.Ports.AddRange(plugin.Match[i].Ports);
            matches[i] = match;
        }

        return ValueArray.Take(matches);
    }

    private static WasmConfig? WasmOf(ConfigObject item) => item.Spec switch
    {
        TrafficExtension extension => extension.Wasm,
        WasmPlugin plugin => new WasmConfig
        {
            Url = plugin.Url,
            Sha256 = plugin.Sha256,
            ImagePullPolicy = plugin.ImagePullPolicy,
            ImagePullSecret = plugin.ImagePullSecret,
            PluginConfig = plugin.PluginConfig,
            PluginName = plugin.PluginName,
            FailStrategy = plugin.FailStrategy,
            VmConfig = plugin.VmConfig,
            Type = plugin.Type,
        },
        _ => null,
    };
}
