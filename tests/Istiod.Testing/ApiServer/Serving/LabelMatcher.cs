using System.Globalization;
using Istiod.Testing.ApiServer.Json;

namespace Istiod.Testing.ApiServer.Serving;

/// <summary>A label selector as in a URL: <c>a=b,c!=d,e in (f,g),h notin (i),j,!k,l&gt;1</c>.</summary>
internal sealed class LabelMatcher
{
    private readonly List<(string Key, string Operator, string[] Values)> _requirements = [];

    /// <summary>Reads a selector; an empty one takes everything.</summary>
    public static LabelMatcher Parse(string? text)
    {
        LabelMatcher matcher = new();
        foreach (string part in Split(text ?? ""))
        {
            matcher._requirements.Add(Requirement(part.Trim()));
        }

        return matcher;
    }

    public bool IsEmpty => _requirements.Count == 0;

    public bool Matches(IReadOnlyDictionary<string, string> labels)
    {
        foreach ((string key, string op, string[] values) in _requirements)
        {
            bool isThere = labels.TryGetValue(key, out string? value);
            bool fits = op switch
            {
                "exists" => isThere,
                "!" => !isThere,
                "in" => isThere && values.Contains(value, StringComparer.Ordinal),
                "notin" => !isThere || !values.Contains(value, StringComparer.Ordinal),
                _ => isThere
                    && long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number)
                    && long.TryParse(values[0], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long limit)
                    && (op == ">" ? number > limit : number < limit),
            };
            if (!fits)
            {
                return false;
            }
        }

        return true;
    }

    private static (string Key, string Operator, string[] Values) Requirement(string part)
    {
        int parenthesis = part.IndexOf('(', StringComparison.Ordinal);
        if (parenthesis >= 0)
        {
            string[] head = part[..parenthesis].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (head.Length != 2 || head[1] is not ("in" or "notin") || !part.EndsWith(')'))
            {
                throw Broken(part);
            }

            return (head[0], head[1], [.. part[(parenthesis + 1)..^1].Split(',').Select(v => v.Trim())]);
        }

        foreach (string op in (ReadOnlySpan<string>)["!=", "==", "=", ">", "<"])
        {
            int at = part.IndexOf(op, StringComparison.Ordinal);
            if (at > 0)
            {
                string value = part[(at + op.Length)..].Trim();
                return (part[..at].Trim(), op switch { "!=" => "notin", "=" or "==" => "in", _ => op }, [value]);
            }
        }

        return part.StartsWith('!') ? (part[1..].Trim(), "!", []) : part.Contains(' ', StringComparison.Ordinal) ? throw Broken(part) : (part, "exists", []);
    }

    private static IEnumerable<string> Split(string text)
    {
        int depth = 0;
        int start = 0;
        for (int i = 0; i <= text.Length; i++)
        {
            if (i == text.Length || (text[i] == ',' && depth == 0))
            {
                if (i > start)
                {
                    yield return text[start..i];
                }

                start = i + 1;
            }
            else if (text[i] == '(')
            {
                depth++;
            }
            else if (text[i] == ')')
            {
                depth--;
            }
        }
    }

    private static ApiStatusException Broken(string part) => ApiStatusException.BadRequest($"unable to parse requirement: {part}");
}
