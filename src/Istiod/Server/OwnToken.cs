using System.Buffers.Text;
using System.Text.Json;

namespace Istiod.Server;

/// <summary>What istiod's own service account token says of its issuer. Its signature is not looked at: the file is ours.</summary>
/// <remarks>istiod: pilot/pkg/bootstrap/istio_ca.go:RunCA, detectAuthEnv.</remarks>
/// <param name="Issuer"><c>iss</c>; empty if there is none.</param>
/// <param name="Audience">The first of <c>aud</c>; empty likewise.</param>
internal sealed record OwnToken(string Issuer, string Audience)
{
    /// <summary>Where the token is mounted.</summary>
    public const string File = "./var/run/secrets/tokens/istio-token";

    /// <summary>Reads a token.</summary>
    /// <returns><c>null</c> if it is none.</returns>
    public static OwnToken? Parse(string text)
    {
        string[] parts = text.Trim().Split('.');
        if (parts.Length != 3 || !Base64Url.IsValid(parts[1]))
        {
            return null;
        }

        try
        {
            using JsonDocument claims = JsonDocument.Parse(Base64Url.DecodeFromChars(parts[1]), new JsonDocumentOptions { MaxDepth = 16 });
            if (claims.RootElement.ValueKind != JsonValueKind.Object)
            {
                return null;
            }

            string issuer = claims.RootElement.TryGetProperty("iss", out JsonElement iss) ? TextOf(iss) : "";
            string audience = claims.RootElement.TryGetProperty("aud", out JsonElement aud)
                && aud.ValueKind == JsonValueKind.Array
                && aud.GetArrayLength() > 0
                    ? TextOf(aud[0])
                    : "";
            return new OwnToken(issuer, audience);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null; // broken, or a string with broken escapes
        }
    }

    private static string TextOf(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString() ?? "" : "";
}
