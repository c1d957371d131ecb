using System.Globalization;
using System.Text;
using Istiod.Primitives;

namespace Istiod.Commands;

/// <summary>The value of a flag while the command line is read, and after.</summary>
/// <remarks>Source: spf13/pflag as used by pilot-discovery.</remarks>
internal sealed class FlagValue
{
    private readonly FlagDefinition _definition;
    private readonly List<string> _items = [];
    private string _text;

    public FlagValue(FlagDefinition definition)
    {
        _definition = definition;
        _text = definition.Default;
        if (definition.Kind is FlagKind.StringSlice or FlagKind.StringArray && definition.Default.Length > 0)
        {
            _items.Add(definition.Default);
        }
    }

    /// <summary>Whether the command line set it.</summary>
    public bool IsSet { get; private set; }

    /// <summary>The value as printed: <c>[a,b]</c> for lists, Go's form for durations.</summary>
    public string Text => _definition.Kind switch
    {
        FlagKind.StringSlice or FlagKind.StringArray or FlagKind.StringToString => "[" + string.Join(',', _items) + "]",
        FlagKind.Duration => GoDuration.Format(Nanoseconds),
        FlagKind.Bool => IsTrue ? "true" : "false",
        _ => _text,
    };

    /// <summary>The plain text of a scalar.</summary>
    public string Scalar => _text;

    /// <summary>Elements of a list; <c>key=value</c> for pairs.</summary>
    public IReadOnlyList<string> Items => _items;

    /// <summary>Value of a switch.</summary>
    public bool IsTrue => GoSyntax.TryParseBool(_text, out bool value) && value;

    /// <summary>Value of a duration.</summary>
    public long Nanoseconds => GoDuration.TryParse(_text, out long value, out _) ? value : 0;

    /// <summary>Sets it from the command line.</summary>
    /// <returns>The fault in Go's words, or <c>null</c>.</returns>
    public string? Set(string text)
    {
        string? error = _definition.Kind switch
        {
            FlagKind.Bool => GoSyntax.TryParseBool(text, out _) ? null : Syntax("ParseBool", text),
            FlagKind.Int => IntError(text, long.MinValue, long.MaxValue),
            FlagKind.Level => IntError(text, int.MinValue, int.MaxValue),
            FlagKind.UInt16 => UIntError(text, ushort.MaxValue),
            FlagKind.Float32 => float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _) ? null : Syntax("ParseFloat", text),
            FlagKind.Duration => GoDuration.TryParse(text, out long _, out string? fault) ? null : fault,
            FlagKind.StringSlice => SetList(text),
            FlagKind.StringArray => Append([text]),
            FlagKind.StringToString => SetPairs(text),
            _ => null,
        };
        if (error is null)
        {
            _text = text;
            IsSet = true;
        }

        return error;
    }

    private string? SetList(string text)
    {
        List<string> items = [];
        return text.Length == 0 || TryReadCsv(text, items) ? Append(items) : "parse error on line 1: bare \" in non-quoted field";
    }

    private string? SetPairs(string text)
    {
        List<string> items = [];
        if (!TryReadCsv(text, items))
        {
            return "parse error on line 1: bare \" in non-quoted field";
        }

        foreach (string item in items)
        {
            if (!item.Contains('=', StringComparison.Ordinal))
            {
                return item + " must be formatted as key=value";
            }
        }

        return Append(items);
    }

    private string? Append(List<string> items)
    {
        if (!IsSet)
        {
            _items.Clear(); // the first one replaces the default
        }

        _items.AddRange(items);
        return null;
    }

    private static string? IntError(string text, long min, long max)
    {
        // base 0 in Go: 0x, 0o, 0b and underscores are read too
        if (!GoSyntax.TryParseInteger(text, out System.Int128 value))
        {
            return Syntax("ParseInt", text);
        }

        return value < min || value > max ? Range("ParseInt", text) : null;
    }

    private static string? UIntError(string text, ulong max)
    {
        if (text.StartsWith('-') || text.StartsWith('+') || !GoSyntax.TryParseInteger(text, out System.Int128 value))
        {
            return Syntax("ParseUint", text);
        }

        return value > max ? Range("ParseUint", text) : null;
    }

    private static string Syntax(string function, string text) => $"strconv.{function}: parsing {GoSyntax.Quote(text)}: invalid syntax";

    private static string Range(string function, string text) => $"strconv.{function}: parsing {GoSyntax.Quote(text)}: value out of range";

    private static bool TryReadCsv(string text, List<string> items)
    {
        int at = 0;
        while (true)
        {
            if (at < text.Length && text[at] == '"')
            {
                StringBuilder field = new();
                at++;
                while (true)
                {
                    int quote = text.IndexOf('"', at);
                    if (quote < 0)
                    {
                        return false;
                    }

                    field.Append(text, at, quote - at);
                    at = quote + 1;
                    if (at >= text.Length || text[at] != '"')
                    {
                        break;
                    }

                    field.Append('"');
                    at++;
                }

                items.Add(field.ToString());
                if (at < text.Length && text[at] != ',')
                {
                    return false;
                }
            }
            else
            {
                int comma = text.IndexOf(',', at);
                int end = comma < 0 ? text.Length : comma;
                string field = text[at..end];
                if (field.Contains('"', StringComparison.Ordinal))
                {
                    return false;
                }

                items.Add(field);
                at = end;
            }

            if (at >= text.Length)
            {
                return true;
            }

            at++; // the comma
        }
    }
}
