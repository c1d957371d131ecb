using Istiod.Options;
using Istiod.Variables;

namespace Istiod.Server;

/// <summary>All that comes from outside the process at start.</summary>
/// <param name="Options">Flags.</param>
/// <param name="Environment">Variables the host acts on.</param>
/// <param name="Reader">The reader, with its complaints.</param>
/// <param name="Lookup">The environment.</param>
internal sealed record HostInputs(
    DiscoveryOptions Options,
    PilotEnvironment Environment,
    EnvironmentReader Reader,
    Func<string, string?> Lookup)
{
    /// <summary>Names and printed values of all flags, by name, for the log.</summary>
    public IReadOnlyList<(string Name, string Value)> Flags { get; init; } = [];
}
