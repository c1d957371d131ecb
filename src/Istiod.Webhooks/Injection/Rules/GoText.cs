using System.Globalization;
using System.Text;
using Istiod.Primitives;

namespace Istiod.Webhooks.Injection.Rules;

/// <summary>Texts of Go's standard library that users see in refusals.</summary>
internal static class GoText
{
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
    public static string? UnsignedFault(string text, int bits) =>
        GoNumber.TryParseUint(text, 10, bits, out _, out string? fault) ? null : fault;

    /// <summary>A fault of YAML as Go's library tells it: without the context, with the line; the end of the text counts to its last line.</summary>
    /// <param name="yaml">The text in UTF-8.</param>
    public static string YamlFault(Finding fault, ReadOnlySpan<byte> yaml)
    {
        _ = int.TryParse(fault.Path.AsSpan(fault.Path.LastIndexOf(':') + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int line);
        line = Math.Min(line, yaml.TrimEnd((byte)'\n').Count((byte)'\n') + 1);
        int wanted = fault.Message.IndexOf("did not find", StringComparison.Ordinal);
        string message = wanted < 0 ? fault.Message : fault.Message[wanted..];
        return string.Create(CultureInfo.InvariantCulture, $"yaml: line {line}: {message.TrimEnd('.')}");
    }

    /// <summary>The value that <c>strconv.ParseBool</c> reads; null if it reads none.</summary>
    public static bool? Bool(string text) => GoNumber.TryParseBool(text, out bool value, out _) ? value : null;
}
