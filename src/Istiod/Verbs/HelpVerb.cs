using Istiod.Commands;

namespace Istiod.Verbs;

/// <summary><c>help [command]</c>.</summary>
internal static class HelpVerb
{
    public static CommandNode Create() => new()
    {
        Use = "help [command]",
        Short = "Help about any command",
        Long = "Help provides help for any command in the application.\nSimply type pilot-discovery help [path to command] for full details.",
        Run = static invocation => invocation.App.Help(invocation.Arguments),
    };
}
