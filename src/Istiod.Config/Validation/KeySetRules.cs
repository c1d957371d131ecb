using System.Buffers.Text;
using System.Text;
using System.Text.Json;

namespace Istiod.Config.Validation;

/// <summary>Reads a JSON Web Key Set, to tell whether it is one and whether it gives private keys away.</summary>
/// <remarks>istiod: pkg/config/validation/validation.go:warnPrivateJwksKeys; the reader is github.com/lestrrat-go/jwx/jwk, whose words are kept.</remarks>
internal static class KeySetRules
{
    /// <summary>Differs: the reference reads any number of keys.</summary>
    private const int MaxKeys = 1000;

    /// <summary>What is wrong with a key set, or null.</summary>
    /// <param name="withSecrets">Places of keys with private parts; empty if there is a fault.</param>
    public static string? Read(string text, out List<int> withSecrets)
    {
        withSecrets = [];
        byte[] utf8 = Encoding.UTF8.GetBytes(text);
        if (GoJson.SyntaxFault(utf8) is { } syntax)
        {
            return $"failed to unmarshal JWK set: {syntax}";
        }

        using JsonDocument document = JsonDocument.Parse(utf8, new JsonDocumentOptions { MaxDepth = 512 });
        JsonElement root = document.RootElement;
        if (root.ValueKind != JsonValueKind.Object)
        {
            return root.ValueKind == JsonValueKind.Null
                ? Sole("invalid key type from JSON ()")
                : $"failed to unmarshal JWK set: json: cannot unmarshal {GoJson.KindOf(root)} into Go value of type jwk.keySetMarshalProxy";
        }

        if (!root.TryGetProperty("keys"u8, out JsonElement keys) || keys.ValueKind != JsonValueKind.Array || keys.GetArrayLength() == 0)
        {
            string? alone = Key(root, out bool isSecret);
            if (alone is null && isSecret)
            {
                withSecrets.Add(0);
            }

            return alone is null ? null : Sole(alone);
        }

        int count = keys.GetArrayLength();
        int index = 0;
        foreach (JsonElement key in keys.EnumerateArray())
        {
            string? fault = index >= MaxKeys ? "too many keys" : Key(key, out bool isSecret) is { } wrong ? wrong : Note(withSecrets, index, isSecret);
            if (fault is not null)
            {
                withSecrets.Clear();
                return $"failed to unmarshal JWK set: failed to parse key #{GoText.Number(index + 1)} (total {GoText.Number(count)}): {fault}";
            }

            index++;
        }

        return null;
    }

    private static string? Note(List<int> secrets, int index, bool isSecret)
    {
        if (isSecret)
        {
            secrets.Add(index);
        }

        return null;
    }

    private static string Sole(string fault) => $"failed to unmarshal JWK set: failed to parse sole key in key set: {fault}";

    private static string? Key(JsonElement key, out bool isSecret)
    {
        isSecret = false;
        if (key.ValueKind != JsonValueKind.Object)
        {
            return key.ValueKind == JsonValueKind.Null
                ? "invalid key type from JSON ()"
                : "failed to unmarshal JSON into key hint";
        }

        if (key.TryGetProperty("kty"u8, out JsonElement kind) && kind.ValueKind is not (JsonValueKind.String or JsonValueKind.Null))
        {
            return "failed to unmarshal JSON into key hint";
        }

        string type = kind.ValueKind == JsonValueKind.String ? kind.GetString() ?? "" : "";
        isSecret = type == "oct" || key.TryGetProperty("d"u8, out _);
        ReadOnlySpan<string> needed = type switch
        {
            "RSA" => isSecret ? ["d", "e", "n", "p", "q"] : ["e", "n"],
            "EC" => isSecret ? ["d", "x", "y"] : ["x", "y"],
            "OKP" => isSecret ? ["d", "x"] : ["x"],
            "oct" => ["k"],
            _ => [],
        };
        if (needed.IsEmpty)
        {
            return $"invalid key type from JSON ({type})";
        }

        if (type is "EC" or "OKP" && !(key.TryGetProperty("crv"u8, out JsonElement curve) && curve.ValueKind == JsonValueKind.String))
        {
            return Unfit(type, "required field crv is missing");
        }

        foreach (string name in needed)
        {
            if (!key.TryGetProperty(name, out JsonElement value) || value.ValueKind == JsonValueKind.Null)
            {
                return Unfit(type, $"required field {name} is missing");
            }

            if (value.ValueKind != JsonValueKind.String || !IsBase64Url(value.GetString() ?? ""))
            {
                return Unfit(type, $"failed to decode value for key {name}");
            }
        }

        return null;
    }

    private static string Unfit(string type, string why) => $"failed to unmarshal JSON into key ({type}): {why}";

    private static bool IsBase64Url(string text) =>
        Base64Url.IsValid(text.TrimEnd('=').Replace('+', '-').Replace('/', '_'));
}
