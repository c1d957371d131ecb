using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Istiod.Testing.ApiServer.Schemas.Cel;

/// <summary>The functions and macros that rules of CRDs use.</summary>
internal static partial class CelFunctions
{
    private static readonly TimeSpan s_patternTimeout = TimeSpan.FromSeconds(2);

    /// <summary>Calls a function; of a method the first argument is its owner.</summary>
    /// <exception cref="CelException">There is none for these arguments.</exception>
    public static object? Call(string name, object?[] arguments) => (name, arguments) switch
    {
        ("size", [string text]) => (long)text.EnumerateRunes().Count(),
        ("size", [List<object?> list]) => (long)list.Count,
        ("size", [JsonObject map]) => (long)map.Count,
        ("contains", [string text, string part]) => text.Contains(part, StringComparison.Ordinal),
        ("startsWith", [string text, string head]) => text.StartsWith(head, StringComparison.Ordinal),
        ("endsWith", [string text, string tail]) => text.EndsWith(tail, StringComparison.Ordinal),
        ("matches", [string text, string pattern]) => Regex.IsMatch(text, pattern, RegexOptions.CultureInvariant, s_patternTimeout),
        ("lowerAscii", [string text]) => text.ToLowerInvariant(),
        ("substring", [string text, long from]) => Substring(text, from, text.Length),
        ("substring", [string text, long from, long to]) => Substring(text, from, to),
        ("split", [string text, string separator]) => text.Split(separator).Cast<object?>().ToList(),
        ("int", [string text]) => long.TryParse(text, CultureInfo.InvariantCulture, out long whole) ? whole : throw new CelException($"{text} is no number"),
        ("int", [long whole]) => whole,
        ("int", [double real]) => (long)real,
        ("string", [long whole]) => whole.ToString(CultureInfo.InvariantCulture),
        ("string", [string text]) => text,
        ("duration", [string text]) => Duration(text),
        ("isURL", [string text]) => TryUrl(text) is not null,
        ("url", [string text]) => TryUrl(text) ?? throw new CelException($"{text} is no URL"),
        ("getScheme", [Uri url]) => url.IsAbsoluteUri ? url.Scheme : "",
        ("getHost", [Uri url]) => url.IsAbsoluteUri ? url.Authority : "",
        ("getHostname", [Uri url]) => url.IsAbsoluteUri ? url.Host : "",
        ("getPort", [Uri url]) => url is { IsAbsoluteUri: true, IsDefaultPort: false } ? url.Port.ToString(CultureInfo.InvariantCulture) : "",
        ("isIP", [string text]) => IPAddress.TryParse(text, out IPAddress? address) && address.ToString().Length > 0 && (text.Contains(':', StringComparison.Ordinal) || text.Split('.').Length == 4),
        _ => throw new CelException($"found no matching overload for '{name}'"),
    };

    /// <summary>Runs a macro over a list or the keys of a map.</summary>
    public static object Comprehend(string name, object? target, Func<object?, object?> body)
    {
        switch (name)
        {
            case "filter":
                return CelValues.Items(target).Where(i => CelValues.Truth(body(i))).ToList();
            case "map":
                return CelValues.Items(target).Select(body).ToList();
            case "exists_one":
                return CelValues.Items(target).Count(i => CelValues.Truth(body(i))) == 1;
            default:
                break;
        }

        // One item that decides is enough, whatever is wrong with others.
        bool decisive = name == "exists";
        CelException? wrong = null;
        foreach (object? item in CelValues.Items(target))
        {
            try
            {
                if (CelValues.Truth(body(item)) == decisive)
                {
                    return decisive;
                }
            }
            catch (CelException fault)
            {
                wrong ??= fault;
            }
        }

        return wrong is null ? !decisive : throw wrong;
    }

    private static string Substring(string text, long from, long to) =>
        from < 0 || to < from || to > text.Length ? throw new CelException("index out of range") : text[(int)from..(int)to];

    private static Uri? TryUrl(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out Uri? url) && (text.StartsWith('/') || text.Contains("://", StringComparison.Ordinal)) ? url : null;

    // As Go's time.ParseDuration.
    private static TimeSpan Duration(string text)
    {
        string digits = text.TrimStart('-', '+');
        if (text == "0" || digits == "0")
        {
            return TimeSpan.Zero;
        }

        if (!DurationPattern().IsMatch(text))
        {
            throw new CelException($"{text} is no duration");
        }

        double nanoseconds = 0;
        foreach (Match part in DurationPart().Matches(text))
        {
            double unit = part.Groups[2].Value switch
            {
                "h" => 3600e9,
                "m" => 60e9,
                "s" => 1e9,
                "ms" => 1e6,
                "us" or "µs" or "μs" => 1e3,
                _ => 1,
            };
            nanoseconds += double.Parse(part.Groups[1].Value, CultureInfo.InvariantCulture) * unit;
        }

        if (nanoseconds > long.MaxValue)
        {
            throw new CelException($"{text} is too long");
        }

        TimeSpan span = TimeSpan.FromTicks((long)Math.Ceiling(nanoseconds / 100));
        return text.StartsWith('-') ? -span : span;
    }

    [GeneratedRegex(@"^[-+]?((\d+\.?\d*|\.\d+)(h|m|s|ms|us|µs|μs|ns))+$", RegexOptions.CultureInvariant)]
    private static partial Regex DurationPattern();

    [GeneratedRegex(@"(\d+\.?\d*|\.\d+)(ms|us|µs|μs|ns|h|m|s)", RegexOptions.CultureInvariant)]
    private static partial Regex DurationPart();
}
