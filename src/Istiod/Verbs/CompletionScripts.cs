using System.Text;
using Istiod.Commands;

namespace Istiod.Verbs;

/// <summary>Shell scripts that complete verbs and flags.</summary>
internal static class CompletionScripts
{
    public static string Bash(CommandNode root, IReadOnlyList<FlagDefinition> inherited)
    {
        StringBuilder script = new("# bash completion for pilot-discovery\n__pilot_discovery() {\n");
        script.Append("  local cur=${COMP_WORDS[COMP_CWORD]} verb=${COMP_WORDS[1]} words\n  case \"$COMP_CWORD:$verb\" in\n");
        script.Append("    1:*) words=\"").Append(Words(root, inherited)).Append("\" ;;\n");
        foreach (CommandNode verb in Visible(root))
        {
            script.Append("    *:").Append(verb.Name).Append(") words=\"").Append(Words(verb, inherited)).Append("\" ;;\n");
        }

        return script.Append("  esac\n  COMPREPLY=($(compgen -W \"$words\" -- \"$cur\"))\n}\n")
            .Append("complete -o default -F __pilot_discovery pilot-discovery\n").ToString();
    }

    public static string Zsh(CommandNode root, IReadOnlyList<FlagDefinition> inherited) =>
        "#compdef pilot-discovery\nautoload -U +X bashcompinit && bashcompinit\n" + Bash(root, inherited);

    public static string Fish(CommandNode root, IReadOnlyList<FlagDefinition> inherited)
    {
        StringBuilder script = new("# fish completion for pilot-discovery\n");
        foreach (CommandNode verb in Visible(root))
        {
            script.Append("complete -c pilot-discovery -n __fish_use_subcommand -a ").Append(verb.Name)
                .Append(" -d ").Append(Quoted(verb.Short)).Append('\n');
            foreach (FlagDefinition flag in verb.Flags.Concat(inherited))
            {
                script.Append("complete -c pilot-discovery -n '__fish_seen_subcommand_from ").Append(verb.Name).Append("' -l ")
                    .Append(flag.Name).Append(" -d ").Append(Quoted(flag.Usage.Split('\n')[0])).Append('\n');
            }
        }

        return script.ToString();
    }

    public static string PowerShell(CommandNode root, IReadOnlyList<FlagDefinition> inherited)
    {
        StringBuilder script = new("# powershell completion for pilot-discovery\n");
        script.Append("Register-ArgumentCompleter -Native -CommandName pilot-discovery -ScriptBlock {\n  param($word, $ast)\n");
        script.Append("  $verb = if ($ast.CommandElements.Count -gt 1) { \"$($ast.CommandElements[1])\" } else { '' }\n  $words = switch ($verb) {\n");
        foreach (CommandNode verb in Visible(root))
        {
            script.Append("    '").Append(verb.Name).Append("' { '").Append(Words(verb, inherited)).Append("' }\n");
        }

        return script.Append("    default { '").Append(Words(root, inherited)).Append("' }\n  }\n")
            .Append("  $words -split ' ' | Where-Object { $_ -like \"$word*\" }\n}\n").ToString();
    }

    private static IEnumerable<CommandNode> Visible(CommandNode root) =>
        root.Children.Where(c => !c.IsHidden).OrderBy(c => c.Name, StringComparer.Ordinal);

    private static string Words(CommandNode verb, IReadOnlyList<FlagDefinition> inherited) =>
        string.Join(' ', Visible(verb).Select(c => c.Name).Concat(verb.Flags.Concat(inherited).Select(f => "--" + f.Name)).Append("--help"));

    private static string Quoted(string text) => "'" + text.Replace("'", "\\'", StringComparison.Ordinal) + "'";
}
