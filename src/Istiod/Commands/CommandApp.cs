namespace Istiod.Commands;

/// <summary>Finds the verb, reads its flags, runs it; help and errors as cobra gives them.</summary>
/// <param name="root">The program itself.</param>
/// <param name="inherited">Flags that every verb has.</param>
/// <param name="output">Where help and results go.</param>
/// <param name="errors">Where errors go.</param>
internal sealed class CommandApp(CommandNode root, IReadOnlyList<FlagDefinition> inherited, TextWriter output, TextWriter errors)
{
    /// <summary>Exit code of every error (-1 in the reference).</summary>
    public const int Failed = 255;

    /// <summary>The program itself.</summary>
    public CommandNode Root => root;

    /// <summary>Where help and results go.</summary>
    public TextWriter Output => output;

    /// <summary>Where errors go.</summary>
    public TextWriter Errors => errors;

    /// <summary>Runs a command line.</summary>
    /// <returns>The exit code.</returns>
    public int Run(IReadOnlyList<string> arguments)
    {
        List<string> rest = [.. arguments];
        List<CommandNode> path = [root];
        FlagSet flags = FlagsOf(path);
        while (NextWord(rest, flags) is { } at && Child(path[^1], rest[at]) is { } child)
        {
            rest.RemoveAt(at);
            path.Add(child);
            flags = FlagsOf(path);
        }

        CommandNode command = path[^1];
        List<string> positional = [];
        string? error = flags.Parse(rest, command.IgnoresUnknownFlags, positional);
        if (error is not null)
        {
            return Fail(error);
        }

        // help comes before arguments are judged, as in cobra
        if (flags.AskedForHelp)
        {
            output.Write(HelpText.For(path, flags, inherited));
            return 0;
        }

        if (ReferenceEquals(command, root) && positional.Count > 0)
        {
            return UnknownCommand(positional[0]);
        }

        if (command.Run is null)
        {
            output.Write(HelpText.For(path, flags, inherited));
            return 0;
        }

        return command.ArgumentError(positional.Count) is { } fault
            ? Fail(fault)
            : command.Run(new Invocation(this, flags, positional));
    }

    /// <summary>Prints an error as cobra does.</summary>
    /// <returns><see cref="Failed"/>.</returns>
    public int Fail(string error)
    {
        errors.WriteLine("Error: " + error);
        return Failed;
    }

    /// <summary>Prints the help of a verb named by words; of the program for none.</summary>
    public int Help(IReadOnlyList<string> words)
    {
        List<CommandNode> path = [root];
        foreach (string word in words)
        {
            if (Child(path[^1], word) is not { } child)
            {
                output.WriteLine("Unknown help topic [" + string.Join(' ', words.Select(w => "`" + w + "`")) + "]");
                break;
            }

            path.Add(child);
        }

        output.Write(HelpText.For(path, FlagsOf(path), inherited));
        return 0;
    }

    private static CommandNode? Child(CommandNode parent, string word)
    {
        foreach (CommandNode child in parent.Children)
        {
            if (child.Name == word)
            {
                return child;
            }
        }

        return null;
    }

    // the first argument that is neither a flag nor a flag's value
    private static int? NextWord(List<string> arguments, FlagSet flags)
    {
        for (int i = 0; i < arguments.Count; i++)
        {
            string argument = arguments[i];
            if (argument == "--")
            {
                return null;
            }

            if (argument.Length == 0 || argument[0] != '-')
            {
                return argument.Length == 0 ? null : i;
            }

            bool isLong = argument.StartsWith("--", StringComparison.Ordinal);
            if ((isLong || argument.Length == 2) && !argument.Contains('=', StringComparison.Ordinal) && !flags.IsSwitch(argument))
            {
                i++;
            }
        }

        return null;
    }

    private FlagSet FlagsOf(List<CommandNode> path)
    {
        string name = path[^1].Name;
        List<FlagDefinition> all = [.. path[^1].Flags, .. inherited];
        all.Add(new FlagDefinition("help", FlagKind.Bool, "false", "help for " + name, "h"));
        return new FlagSet(all);
    }

    private int UnknownCommand(string word)
    {
        errors.Write($"Error: unknown command {GoSyntax.Quote(word)} for \"{root.Name}\"");
        string[] near = [.. root.Children
            .Where(c => !c.IsHidden && (Distance(word, c.Name) <= 2 || c.Name.StartsWith(word, StringComparison.OrdinalIgnoreCase)))
            .Select(c => c.Name)];
        if (near.Length > 0)
        {
            errors.Write("\n\nDid you mean this?\n\t" + string.Join("\n\t", near) + "\n");
        }

        errors.Write($"\nRun '{root.Name} --help' for usage.\n");
        return Failed;
    }

    // Levenshtein distance, ignoring case
    private static int Distance(string a, string b)
    {
        int[] row = [.. Enumerable.Range(0, b.Length + 1)];
        for (int i = 1; i <= a.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int cost = char.ToLowerInvariant(a[i - 1]) == char.ToLowerInvariant(b[j - 1]) ? 0 : 1;
                int best = Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + cost);
                diagonal = row[j];
                row[j] = best;
            }
        }

        return row[b.Length];
    }
}
