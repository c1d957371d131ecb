using System.Text.Json;

namespace Istiod.Protos.Tests;

/// <summary>Compares JSON as values.</summary>
internal static class JsonSame
{
    /// <summary>The first place where they differ, or null.</summary>
    public static string? Difference(string expected, string actual)
    {
        var options = new JsonDocumentOptions { MaxDepth = 500 };
        using var a = JsonDocument.Parse(expected, options);
        using var b = JsonDocument.Parse(actual, options);
        return Difference(a.RootElement, b.RootElement, "$");
    }

    private static string? Difference(JsonElement a, JsonElement b, string path)
    {
        if (a.ValueKind != b.ValueKind)
        {
            return $"{path}: {a} / {b}";
        }

        switch (a.ValueKind)
        {
            case JsonValueKind.Object:
                int count = 0;
                foreach (JsonProperty member in a.EnumerateObject())
                {
                    count++;
                    if (!b.TryGetProperty(member.Name, out JsonElement other))
                    {
                        return $"{path}.{member.Name}: missing";
                    }

                    if (Difference(member.Value, other, path + "." + member.Name) is { } difference)
                    {
                        return difference;
                    }
                }

                return b.GetPropertyCount() == count ? null : path + ": more members";
            case JsonValueKind.Array:
                if (a.GetArrayLength() != b.GetArrayLength())
                {
                    return path + ": other length";
                }

                for (int i = 0; i < a.GetArrayLength(); i++)
                {
                    if (Difference(a[i], b[i], $"{path}[{i}]") is { } difference)
                    {
                        return difference;
                    }
                }

                return null;
            case JsonValueKind.Number:
                return SameNumber(a, b) ? null : $"{path}: {a} / {b}";
            case JsonValueKind.String:
                return a.GetString() == b.GetString() ? null : $"{path}: {a} / {b}";
            default:
                return null;
        }
    }

    private static bool SameNumber(JsonElement a, JsonElement b) =>
        a.TryGetInt64(out long x) && b.TryGetInt64(out long y) ? x == y : a.GetDouble().Equals(b.GetDouble());
}
