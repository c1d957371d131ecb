using System.Buffers.Text;
using System.Text;
using System.Text.Json;

namespace Istiod.Security;

/// <summary>A compact JWS whose signature has not been looked at.</summary>
internal sealed class SignedToken
{
    private static readonly JsonDocumentOptions Shallow = new() { MaxDepth = 16 };

    private SignedToken()
    {
    }

    /// <summary><c>alg</c> of the header.</summary>
    public required string Algorithm { get; init; }

    /// <summary><c>kid</c> of the header; empty if none.</summary>
    public required string KeyId { get; init; }

    /// <summary>What is signed.</summary>
    public required byte[] Content { get; init; }

    /// <summary>The signature.</summary>
    public required byte[] Signature { get; init; }

    /// <summary><c>iss</c>.</summary>
    public required string Issuer { get; init; }

    /// <summary><c>sub</c>.</summary>
    public required string Subject { get; init; }

    /// <summary><c>aud</c>; null if it is no list (the reference takes lists only).</summary>
    public required IReadOnlyList<string>? Audiences { get; init; }

    /// <summary><c>exp</c>, seconds; null if there is none.</summary>
    public required double? Expiry { get; init; }

    /// <summary><c>nbf</c>, seconds; null if there is none.</summary>
    public required double? NotBefore { get; init; }

    /// <summary>Takes a token apart.</summary>
    /// <returns>Null if it is none, or its claims are no JSON object.</returns>
    public static SignedToken? Parse(string token)
    {
        string[] parts = token.Split('.');
        if (parts.Length != 3 || !IsBase64(parts[0]) || !IsBase64(parts[1]) || !IsBase64(parts[2]))
        {
            return null;
        }

        try
        {
            using JsonDocument header = JsonDocument.Parse(Base64Url.DecodeFromChars(parts[0]), Shallow);
            using JsonDocument claims = JsonDocument.Parse(Base64Url.DecodeFromChars(parts[1]), Shallow);
            JsonElement head = header.RootElement;
            JsonElement body = claims.RootElement;
            if (head.ValueKind != JsonValueKind.Object || body.ValueKind != JsonValueKind.Object || head.TryGetProperty("crit", out _))
            {
                return null;
            }

            return new SignedToken
            {
                Algorithm = Text(head, "alg"),
                KeyId = Text(head, "kid"),
                Content = Encoding.ASCII.GetBytes(token, 0, parts[0].Length + 1 + parts[1].Length),
                Signature = Base64Url.DecodeFromChars(parts[2]),
                Issuer = Text(body, "iss"),
                Subject = Text(body, "sub"),
                Audiences = List(body, "aud"),
                Expiry = Number(body, "exp"),
                NotBefore = Number(body, "nbf"),
            };
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException)
        {
            return null; // strings with broken escapes and the like: no token of anybody
        }
    }

    private static bool IsBase64(string part) => part.Length > 0 && Base64Url.IsValid(part) && !part.Contains('=', StringComparison.Ordinal);

    /// <summary>A text member of an object; empty if there is none.</summary>
    internal static string Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() ?? "" : "";

    private static double? Number(JsonElement element, string name) =>
        element.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out double number)
            ? number
            : null;

    private static List<string>? List(JsonElement element, string name)
    {
        if (!element.TryGetProperty(name, out JsonElement value) || value.ValueKind != JsonValueKind.Array)
        {
            return null;
        }

        List<string> all = [];
        foreach (JsonElement item in value.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.String)
            {
                return null;
            }

            all.Add(item.GetString() ?? "");
        }

        return all;
    }
}
