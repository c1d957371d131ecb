using Istiod.Model;
using Istiod.Primitives;

namespace Istiod.Compiler.Workloads;

/// <summary>Something that runs and may serve: a pod or a WorkloadEntry. Compares by value.</summary>
/// <remarks>istiod: pilot/pkg/model/service.go:WorkloadInstance.</remarks>
internal sealed record Workload
{
    public required WorkloadKind Kind { get; init; }

    public required NamespacedName Name { get; init; }

    /// <summary>An endpoint that stands for it, without a port.</summary>
    public required Endpoint Endpoint { get; init; }

    /// <summary>Its ports that have names (TCP only for pods); the first of a name counts.</summary>
    public ValueArray<NamedPort> Ports { get; init; }

    /// <summary>Its address is no IP, so that only services that are resolved by DNS can use it.</summary>
    public bool IsDnsOnly { get; init; }

    /// <summary>Whether selectors may pick it: pods that run, are ready and have an address.</summary>
    public bool IsSelectable { get; init; } = true;

    /// <summary>The port of a name; 0 if there is none.</summary>
    public int FindPort(string name)
    {
        foreach (NamedPort port in Ports)
        {
            if (string.Equals(port.Name, name, StringComparison.Ordinal))
            {
                return port.Port;
            }
        }

        return 0;
    }
}
