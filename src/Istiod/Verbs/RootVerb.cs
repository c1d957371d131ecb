using Istiod.Commands;
using Istiod.Variables;

namespace Istiod.Verbs;

/// <summary>The program's verbs.</summary>
internal static class RootVerb
{
    /// <summary>Flags that every verb has.</summary>
    public static readonly FlagDefinition[] Inherited =
    [
        new("vklog", FlagKind.Level, "0", "number for the log level verbosity. Like -v flag. ex: --vklog=9"),
    ];

    /// <summary>The tree of verbs.</summary>
    /// <param name="lookup">The environment; the only place it comes in.</param>
    public static CommandNode Create(Func<string, string?> lookup)
    {
        EnvironmentReader reader = new(lookup);
        PilotEnvironment environment = PilotEnvironment.Read(reader);
        return new CommandNode
        {
            Use = "pilot-discovery",
            Short = "Istio Pilot.",
            Long = "Istio Pilot provides mesh-wide traffic management, security and policy capabilities in the Istio Service Mesh.",
            IgnoresUnknownFlags = true,
            Children =
            [
                CollateralVerb.Create(),
                CompletionVerb.Create(),
                DiscoveryVerb.Create(environment, reader, lookup),
                HelpVerb.Create(),
                InjectVerb.Create(environment, reader, lookup),
                RenderVerb.Create(environment, reader),
                RequestVerb.Create(),
                ValidateVerb.Create(),
                VersionVerb.Create(),
            ],
        };
    }
}
