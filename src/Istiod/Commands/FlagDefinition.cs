namespace Istiod.Commands;

/// <summary>One flag of a command.</summary>
/// <param name="Name">Long name, without dashes.</param>
/// <param name="Kind">How its value is read.</param>
/// <param name="Default">Default in the form of the command line.</param>
/// <param name="Usage">Help text; line ends are kept.</param>
/// <param name="Shorthand">One letter, or empty.</param>
internal sealed record FlagDefinition(string Name, FlagKind Kind, string Default, string Usage, string Shorthand = "")
{
    /// <summary>Whether the flag may stand without a value.</summary>
    public bool IsSwitch => Kind == FlagKind.Bool;

    /// <summary>The word for the value in help; empty for switches.</summary>
    public string ValueName => Kind switch
    {
        FlagKind.Bool => "",
        FlagKind.String => "string",
        FlagKind.StringSlice => "strings",
        FlagKind.StringArray => "stringArray",
        FlagKind.StringToString => "stringToString",
        FlagKind.Duration => "duration",
        FlagKind.Int => "int",
        FlagKind.Level => "Level",
        FlagKind.UInt16 => "uint16",
        _ => "float32",
    };

    /// <summary>The name as errors have it: <c>--namespace</c>, or <c>-n, --namespace</c>.</summary>
    public string DisplayName => Shorthand.Length == 0 ? "--" + Name : $"-{Shorthand}, --{Name}";
}
