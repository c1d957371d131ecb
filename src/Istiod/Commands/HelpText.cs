using System.Text;

namespace Istiod.Commands;

/// <summary>Help pages in cobra's layout.</summary>
internal static class HelpText
{
    /// <summary>The page of the last verb of a path.</summary>
    /// <param name="inherited">Flags shown under their own heading for verbs below the program.</param>
    public static string For(IReadOnlyList<CommandNode> path, FlagSet flags, IReadOnlyList<FlagDefinition> inherited)
    {
        CommandNode command = path[^1];
        StringBuilder text = new();
        text.Append((command.Long.Length > 0 ? command.Long : command.Short).TrimEnd()).Append("\n\nUsage:\n");
        string prefix = string.Concat(path.Take(path.Count - 1).Select(c => c.Name + " "));
        if (command.Run is not null)
        {
            text.Append("  ").Append(prefix).Append(command.Use);
            if (!command.Use.Contains("[flags]", StringComparison.Ordinal))
            {
                text.Append(" [flags]");
            }

            text.Append('\n');
        }

        List<CommandNode> listed = [.. command.Children.Where(c => !c.IsHidden).OrderBy(c => c.Name, StringComparer.Ordinal)];
        if (command.Children.Count > 0)
        {
            text.Append("  ").Append(prefix).Append(command.Name).Append(" [command]\n\nAvailable Commands:\n");
            int width = Math.Max(11, listed.Max(c => c.Name.Length));
            foreach (CommandNode child in listed)
            {
                text.Append("  ").Append(child.Name.PadRight(width)).Append(' ').Append(child.Short).Append('\n');
            }
        }

        bool isRoot = path.Count == 1;
        HashSet<string> global = isRoot ? [] : [.. inherited.Select(f => f.Name)];
        AppendFlags(text, "\nFlags:\n", flags.All.Select(f => f.Definition).Where(f => !global.Contains(f.Name)));
        AppendFlags(text, "\nGlobal Flags:\n", flags.All.Select(f => f.Definition).Where(f => global.Contains(f.Name)));
        if (command.Children.Count > 0)
        {
            text.Append("\nUse \"").Append(prefix).Append(command.Name)
                .Append(" [command] --help\" for more information about a command.\n");
        }

        return text.ToString();
    }

    /// <summary>The lines of flags, aligned.</summary>
    public static string Flags(IEnumerable<FlagDefinition> flags)
    {
        List<(string Left, string Right)> lines = [];
        foreach (FlagDefinition flag in flags)
        {
            string left = flag.Shorthand.Length > 0 ? $"  -{flag.Shorthand}, --{flag.Name}" : $"      --{flag.Name}";
            left += flag.ValueName.Length > 0 ? " " + flag.ValueName : "";
            lines.Add((left, flag.Usage + DefaultNote(flag)));
        }

        int width = lines.Count == 0 ? 0 : lines.Max(l => l.Left.Length);
        StringBuilder text = new();
        foreach ((string left, string right) in lines)
        {
            text.Append(left.PadRight(width + 3))
                .Append(right.Replace("\n", "\n" + new string(' ', width + 3), StringComparison.Ordinal))
                .Append('\n');
        }

        return text.ToString();
    }

    private static void AppendFlags(StringBuilder text, string heading, IEnumerable<FlagDefinition> flags)
    {
        string lines = Flags(flags);
        if (lines.Length > 0)
        {
            text.Append(heading).Append(lines);
        }
    }

    private static string DefaultNote(FlagDefinition flag)
    {
        string shown = new FlagValue(flag).Text;
        bool isZero = flag.Kind switch
        {
            FlagKind.Bool => shown == "false",
            FlagKind.Duration => shown == "0s",
            FlagKind.String => shown.Length == 0,
            FlagKind.Int or FlagKind.UInt16 or FlagKind.Float32 or FlagKind.Level => shown == "0",
            _ => shown == "[]",
        };
        return isZero ? "" : flag.Kind == FlagKind.String ? $" (default {GoSyntax.Quote(shown)})" : $" (default {shown})";
    }
}
