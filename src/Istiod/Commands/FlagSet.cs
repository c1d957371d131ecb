namespace Istiod.Commands;

/// <summary>The flags of one command (its own and inherited ones) with their values.</summary>
internal sealed class FlagSet
{
    private readonly SortedDictionary<string, (FlagDefinition Definition, FlagValue Value)> _flags = new(StringComparer.Ordinal);
    private readonly Dictionary<char, string> _shorthands = [];

    public FlagSet(IEnumerable<FlagDefinition> definitions)
    {
        foreach (FlagDefinition definition in definitions)
        {
            _flags.Add(definition.Name, (definition, new FlagValue(definition)));
            if (definition.Shorthand.Length > 0)
            {
                _shorthands.Add(definition.Shorthand[0], definition.Name);
            }
        }
    }

    /// <summary>Definitions and values by name.</summary>
    public IEnumerable<(FlagDefinition Definition, FlagValue Value)> All => _flags.Values;

    /// <summary>The value of a flag that is defined.</summary>
    public FlagValue this[string name] => _flags[name].Value;

    /// <summary>Whether an argument like <c>--name</c> or <c>-n</c> stands alone (no value follows).</summary>
    public bool IsSwitch(string argument)
    {
        string name = argument.StartsWith("--", StringComparison.Ordinal)
            ? argument[2..]
            : argument.Length > 1 && _shorthands.TryGetValue(argument[1], out string? full) ? full : "";
        return _flags.TryGetValue(name, out (FlagDefinition Definition, FlagValue Value) flag) && flag.Definition.IsSwitch;
    }

    /// <summary>Reads arguments; flags and positional ones may be mixed, <c>--</c> ends the flags.</summary>
    /// <param name="ignoreUnknown">Unknown flags are skipped, with the argument behind them unless it begins with a dash.</param>
    /// <param name="positional">Takes what is no flag.</param>
    /// <returns>The first fault in pflag's words; <c>null</c> if none. <c>--help</c> is seen through <see cref="AskedForHelp"/>.</returns>
    public string? Parse(IReadOnlyList<string> arguments, bool ignoreUnknown, List<string> positional)
    {
        int at = 0;
        while (at < arguments.Count)
        {
            string argument = arguments[at++];
            if (argument.Length < 2 || argument[0] != '-')
            {
                positional.Add(argument);
                continue;
            }

            if (argument == "--")
            {
                while (at < arguments.Count)
                {
                    positional.Add(arguments[at++]);
                }

                return null;
            }

            string? error = argument.StartsWith("--", StringComparison.Ordinal)
                ? ReadLong(argument, arguments, ref at, ignoreUnknown)
                : ReadShort(argument, arguments, ref at, ignoreUnknown);
            if (error is not null)
            {
                return error;
            }
        }

        return null;
    }

    /// <summary>Whether <c>--help</c> or <c>-h</c> was given.</summary>
    public bool AskedForHelp => _flags.TryGetValue("help", out (FlagDefinition Definition, FlagValue Value) help) && help.Value.IsTrue;

    private string? ReadLong(string argument, IReadOnlyList<string> arguments, ref int at, bool ignoreUnknown)
    {
        string name = argument[2..];
        if (name.Length == 0 || name[0] is '-' or '=')
        {
            return "bad flag syntax: " + argument;
        }

        string? value = null;
        int equals = name.IndexOf('=', StringComparison.Ordinal);
        if (equals >= 0)
        {
            value = name[(equals + 1)..];
            name = name[..equals];
        }

        if (!_flags.TryGetValue(name, out (FlagDefinition Definition, FlagValue Value) flag))
        {
            if (!ignoreUnknown)
            {
                return "unknown flag: --" + name;
            }

            if (value is null)
            {
                SkipValue(arguments, ref at);
            }

            return null;
        }

        if (value is null && flag.Definition.IsSwitch)
        {
            value = "true";
        }
        else if (value is null)
        {
            if (at >= arguments.Count)
            {
                return "flag needs an argument: --" + name;
            }

            value = arguments[at++];
        }

        return Set(flag, value);
    }

    private string? ReadShort(string argument, IReadOnlyList<string> arguments, ref int at, bool ignoreUnknown)
    {
        string letters = argument[1..];
        while (letters.Length > 0)
        {
            char letter = letters[0];
            string rest = letters[1..];
            if (!_shorthands.TryGetValue(letter, out string? name))
            {
                if (!ignoreUnknown)
                {
                    return $"unknown shorthand flag: '{letter}' in -{letters}";
                }

                if (rest.StartsWith('='))
                {
                    return null;
                }

                SkipValue(arguments, ref at);
                letters = rest;
                continue;
            }

            (FlagDefinition Definition, FlagValue Value) flag = _flags[name];
            if (rest.Length > 1 && rest[0] == '=')
            {
                return Set(flag, rest[1..]);
            }

            if (flag.Definition.IsSwitch)
            {
                string? error = Set(flag, "true");
                if (error is not null)
                {
                    return error;
                }

                letters = rest;
                continue;
            }

            if (rest.Length > 0)
            {
                return Set(flag, rest);
            }

            return at < arguments.Count ? Set(flag, arguments[at++]) : $"flag needs an argument: '{letter}' in -{letters}";
        }

        return null;
    }

    private static void SkipValue(IReadOnlyList<string> arguments, ref int at)
    {
        if (at < arguments.Count && !arguments[at].StartsWith('-'))
        {
            at++;
        }
    }

    private static string? Set((FlagDefinition Definition, FlagValue Value) flag, string text) =>
        flag.Value.Set(text) is { } fault
            ? $"invalid argument {GoSyntax.Quote(text)} for \"{flag.Definition.DisplayName}\" flag: {fault}"
            : null;
}
