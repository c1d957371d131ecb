using Istiod.Commands;

namespace Istiod.Verbs;

/// <summary><c>completion bash|zsh|fish|powershell</c>: scripts with the words of this binary.</summary>
/// <remarks>Differs: the scripts hold the words, they do not call back into the binary as cobra's do.</remarks>
internal static class CompletionVerb
{
    public static CommandNode Create() => new()
    {
        Use = "completion",
        Short = "Generate the autocompletion script for the specified shell",
        Long = "Generate the autocompletion script for pilot-discovery for the specified shell.\n"
            + "See each sub-command's help for details on how to use the generated script.\n",
        Children =
        [
            Shell("bash", "source <(pilot-discovery completion bash)", CompletionScripts.Bash),
            Shell("fish", "pilot-discovery completion fish | source", CompletionScripts.Fish),
            Shell("powershell", "pilot-discovery completion powershell | Out-String | Invoke-Expression", CompletionScripts.PowerShell),
            Shell("zsh", "source <(pilot-discovery completion zsh)", CompletionScripts.Zsh),
        ],
    };

    private static CommandNode Shell(string name, string use, Func<CommandNode, IReadOnlyList<FlagDefinition>, string> script) => new()
    {
        Use = name,
        Short = "Generate the autocompletion script for " + name,
        Long = $"Generate the autocompletion script for {name}.\n\nTo load it in the current shell session:\n\n\t{use}\n",
        MaxArguments = 0,
        Flags = [new FlagDefinition("no-descriptions", FlagKind.Bool, "false", "disable completion descriptions")],
        Run = invocation =>
        {
            invocation.App.Output.Write(script(invocation.App.Root, RootVerb.Inherited));
            return 0;
        },
    };
}
