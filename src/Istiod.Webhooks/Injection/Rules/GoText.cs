using System.Globalization;
using System.Text;
using Istiod.Primitives;

namespace Istiod.Webhooks.Injection.Rules;

/// <summary>Texts of Go's standard library that users see in refusals.</summary>
internal static class GoText
{
    /// <summary>A text in double quotes, as <c>strconv.Quote</c> writes it.</summary>
    public static string Quote(string text)
    {
        StringBuilder result = new(text.Length + 2);
        result.Append('"');
        foreach (Rune rune in text.EnumerateRunes())
        {
            switch (rune.Value)
            {
                case '"' or '\\':
                    result.Append('\\').Append((char)rune.Value);
                    break;
                case '\a':
                    result.Append("\\a");
                    break;
                case '\b':
                    result.Append("\\b");
                    break;
                case '\f':
                    result.Append("\\f");
                    break;
                case '\n':
                    result.Append("\\n");
                    break;
                case '\r':
                    result.Append("\\r");
                    break;
                case '\t':
                    result.Append("\\t");
                    break;
                case '\v':
                    result.Append("\\v");
                    break;
                case < ' ' or 0x7F:
                    result.Append(CultureInfo.InvariantCulture, $"\\x{rune.Value:x2}");
                    break;
                default:
                    Append(result, rune);
                    break;
            }
        }

        return result.Append('"').ToString();
    }

    /// <summary>Errors as hashicorp's multierror lists them.</summary>
    public static string List(IReadOnlyList<string> errors)
    {
        StringBuilder result = new();
        result.Append(CultureInfo.InvariantCulture, $"{errors.Count} error{(errors.Count == 1 ? "" : "s")} occurred:");
        foreach (string error in errors)
        {
            result.Append("\n\t* ").Append(error);
        }

        return result.Append("\n\n").ToString();
    }

    /// <summary>What <c>strconv.ParseUint</c> says about a decimal text; null if it is a number of so many bits.</summary>
    public static string? UnsignedFault(string text, int bits)
    {
        if (text.Length == 0 || text.AsSpan().ContainsAnyExceptInRange('0', '9'))
        {
            return $"strconv.ParseUint: parsing {Quote(text)}: invalid syntax";
        }

        return ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong value) && (bits == 64 || value >> bits == 0)
            ? null
            : $"strconv.ParseUint: parsing {Quote(text)}: value out of range";
    }

    /// <summary>A fault of YAML as Go's library tells it: without the context, with the line; the end of the text counts to its last line.</summary>
    public static string YamlFault(Finding fault, ReadOnlySpan<char> yaml)
    {
        _ = int.TryParse(fault.Path.AsSpan(fault.Path.LastIndexOf(':') + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int line);
        line = Math.Min(line, yaml.TrimEnd('\n').Count('\n') + 1);
        int wanted = fault.Message.IndexOf("did not find", StringComparison.Ordinal);
        string message = wanted < 0 ? fault.Message : fault.Message[wanted..];
        return string.Create(CultureInfo.InvariantCulture, $"yaml: line {line}: {message.TrimEnd('.')}");
    }

    /// <summary>The value that <c>strconv.ParseBool</c> reads; null if it reads none.</summary>
    public static bool? Bool(string text) => text switch
    {
        "1" or "t" or "T" or "TRUE" or "true" or "True" => true,
        "0" or "f" or "F" or "FALSE" or "false" or "False" => false,
        _ => null,
    };

    private static void Append(StringBuilder result, Rune rune)
    {
        bool isPrintable = rune.Value == ' '
            || Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate
                or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned or UnicodeCategory.SpaceSeparator
                or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
        if (isPrintable)
        {
            Span<char> units = stackalloc char[2];
            result.Append(units[..rune.EncodeToUtf16(units)]);
        }
        else if (rune.Value < 0x10000)
        {
            result.Append(CultureInfo.InvariantCulture, $"\\u{rune.Value:x4}");
        }
        else
        {
            result.Append(CultureInfo.InvariantCulture, $"\\U{rune.Value:x8}");
        }
    }
}
