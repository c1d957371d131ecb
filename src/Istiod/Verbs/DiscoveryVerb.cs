using Istiod.Commands;
using Istiod.Options;
using Istiod.Server;
using Istiod.Variables;

namespace Istiod.Verbs;

/// <summary><c>discovery</c>: runs the control plane until a signal ends it.</summary>
internal static class DiscoveryVerb
{
    public static CommandNode Create(PilotEnvironment environment, EnvironmentReader reader, Func<string, string?> lookup) => new()
    {
        Use = "discovery",
        Short = "Start Istio proxy discovery service.",
        IgnoresUnknownFlags = true,
        MaxArguments = 0,
        Flags = DiscoveryFlags.Definitions(environment),
        Run = invocation => Run(invocation, environment, reader, lookup),
    };

    private static int Run(Invocation invocation, PilotEnvironment environment, EnvironmentReader reader, Func<string, string?> lookup)
    {
        DiscoveryOptions options = DiscoveryOptions.From(invocation.Flags);
        return DiscoveryHost.Run(
            new HostInputs(options, environment, reader, lookup)
            {
                Flags = [.. invocation.Flags.All.Select(f => (f.Definition.Name, f.Value.Text))],
            },
            invocation.App.Fail);
    }
}
