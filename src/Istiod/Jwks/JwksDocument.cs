using System.Text.Json;

namespace Istiod.Jwks;

/// <summary>What a key set is, and when two are the same.</summary>
internal static class JwksDocument
{
    private static readonly JsonDocumentOptions Shallow = new() { MaxDepth = 16 };

    /// <summary>Whether a text is a key set: an object with a list <c>keys</c>. Envoy would refuse a listener with anything else.</summary>
    public static bool IsKeySet(string text) => Keys(text) is not null;

    /// <summary>Whether two key sets hold the same keys, in whatever order: then proxies need not be told.</summary>
    /// <remarks>istiod: pilot/pkg/model/jwks_resolver.go:compareJWKSResponse.</remarks>
    public static bool AreSame(string one, string other) =>
        string.Equals(one, other, StringComparison.Ordinal)
        || (Keys(one) is { } ours && Keys(other) is { } theirs && ours.AsSpan().SequenceEqual(theirs));

    /// <summary>The address in an OpenID provider's description.</summary>
    /// <returns><c>null</c> if it names none.</returns>
    public static string? KeysAddress(string description)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(description, Shallow);
            return document.RootElement.ValueKind == JsonValueKind.Object
                && document.RootElement.TryGetProperty("jwks_uri", out JsonElement address)
                && address.ValueKind == JsonValueKind.String
                    ? address.GetString()
                    : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null; // broken, or a string with broken escapes
        }
    }

    private static string[]? Keys(string text)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(text, Shallow);
            if (document.RootElement.ValueKind != JsonValueKind.Object
                || !document.RootElement.TryGetProperty("keys", out JsonElement keys)
                || keys.ValueKind != JsonValueKind.Array)
            {
                return null;
            }

            string[] all = new string[keys.GetArrayLength()];
            int count = 0;
            foreach (JsonElement key in keys.EnumerateArray())
            {
                all[count++] = key.GetRawText();
            }

            Array.Sort(all, StringComparer.Ordinal);
            return all;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
