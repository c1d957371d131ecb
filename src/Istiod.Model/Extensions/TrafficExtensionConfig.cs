using Istiod.Primitives;
using Istiod.Protos.Istio.Extensions.V1Alpha1;
using Istiod.Protos.Istio.Type.V1Beta1;
using ExtensionPhase = Istiod.Protos.Istio.Extensions.V1Alpha1.TrafficExtension.Types.ExecutionPhase;

namespace Istiod.Model;

/// <summary>An extension of the filter chains of a workload: what listeners say of it.</summary>
/// <remarks>istiod: pilot/pkg/model/extensions.go:TrafficExtensionWrapper.</remarks>
public sealed record TrafficExtensionConfig
{
    /// <summary>Before the name of every extension's resource: other resources may have the same names.</summary>
    public const string ResourcePrefix = "extensions.istio.io/trafficextension/";

    /// <summary>Name of the object; that of a WasmPlugin is marked, see <see cref="WasmPluginMark"/>.</summary>
    public required NamespacedName Name { get; init; }

    /// <summary>How it runs.</summary>
    public required ExtensionKind Kind { get; init; }

    /// <summary>Its place in the chain.</summary>
    public ExtensionPhase Phase { get; init; }

    /// <summary>Text of a script.</summary>
    public string Script { get; init; } = "";

    /// <summary>Traffic that it sees; empty: all. Never written to.</summary>
    public ValueArray<TrafficSelector> Matches { get; init; }

    /// <summary>After the name of an extension that a WasmPlugin makes. No name of an object has this character.</summary>
    public static string WasmPluginMark => "~istio-translated-wasmplugin";

    /// <summary>Name of its resource and of its filter.</summary>
    public string ResourceName => $"{ResourcePrefix}{Name.Namespace}.{Name.Name}";

    /// <summary>Whether it sees any traffic of one side.</summary>
    /// <param name="side">Client or server.</param>
    public bool AppliesTo(WorkloadMode side)
    {
        foreach (TrafficSelector match in Matches)
        {
            if (Is(match, side))
            {
                return true;
            }
        }

        return Matches.IsEmpty;
    }

    /// <summary>Whether it sees the traffic of a port.</summary>
    /// <param name="side">Client or server.</param>
    public bool AppliesTo(WorkloadMode side, int port)
    {
        foreach (TrafficSelector match in Matches)
        {
            if (Is(match, side) && Has(match, port))
            {
                return true;
            }
        }

        return Matches.IsEmpty;
    }

    /// <summary>Cheap: by the object, not by the content.</summary>
    public override int GetHashCode() => Name.GetHashCode();

    private static bool Is(TrafficSelector match, WorkloadMode side) =>
        match.Mode is WorkloadMode.Undefined or WorkloadMode.ClientAndServer || match.Mode == side;

    private static bool Has(TrafficSelector match, int port)
    {
        foreach (PortSelector selector in match.Ports)
        {
            if (selector.Number != 0 && selector.Number == port)
            {
                return true;
            }
        }

        return match.Ports.Count == 0;
    }
}
