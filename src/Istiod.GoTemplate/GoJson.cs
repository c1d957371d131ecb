using System.Diagnostics.CodeAnalysis;

namespace Istiod.GoTemplate;

/// <summary>JSON to and from values, in the form of Go's <c>encoding/json</c>.</summary>
public static class GoJson
{
    private const long MaxLength = 64 << 20;

    /// <summary>Writes a value.</summary>
    /// <param name="json">The text; null when there is an error.</param>
    /// <param name="error">Go's text; null when there is none.</param>
    /// <param name="escapeHtml">Whether <c>&lt;</c>, <c>&gt;</c>, <c>&amp;</c> become <c>\u003c</c> and so on, as <c>json.Marshal</c> does.</param>
    /// <param name="indent">What each level is indented by; empty writes one line.</param>
    /// <returns>False for a value without a JSON form (infinite, a cycle), or one longer than 64 Mi characters.</returns>
    public static bool TryWrite(GoValue value, [NotNullWhen(true)] out string? json, [NotNullWhen(false)] out string? error, bool escapeHtml = true, string indent = "")
    {
        var output = new TextBuilder(MaxLength, "json: value too long");
        try
        {
            new GoJsonWriter(output, escapeHtml, indent).Value(value);
            json = output.ToString();
            error = null;
            return true;
        }
        catch (GoJsonException exception)
        {
            json = null;
            error = exception.Message;
        }
        catch (LimitException exception)
        {
            json = null;
            error = exception.Message;
        }

        return false;
    }

    /// <summary>Reads a value: maps become <see cref="GoDictionary"/>, lists <see cref="GoSlice"/>, numbers <c>float64</c>.</summary>
    /// <param name="integers">Whether a number written as an integer that fits is <c>int64</c> instead.</param>
    /// <param name="error">What is wrong, and where; null when nothing is.</param>
    /// <remarks>Of equal keys the last one counts. Nested at most 500 deep.</remarks>
    public static bool TryRead(string json, out GoValue value, [NotNullWhen(false)] out string? error, bool integers = false)
    {
        var reader = new Formatting.JsonTextReader(json, integers, null);
        return reader.TryRead(out value, out error);
    }
}
