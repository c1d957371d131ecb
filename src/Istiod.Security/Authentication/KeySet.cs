using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;

namespace Istiod.Security;

/// <summary>Public keys of an issuer (JWKS).</summary>
internal sealed class KeySet
{
    private const int MaxKeys = 256;
    private readonly List<(string Id, string Kind, byte[] PublicKeyInfo)> _keys = [];

    /// <summary>Reads a JWKS; keys of other kinds than RSA and EC are passed over.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static KeySet Parse(ReadOnlyMemory<byte> json)
    {
        KeySet set = new();
        try
        {
            using JsonDocument document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 16 });
            if (document.RootElement.ValueKind != JsonValueKind.Object
                || !document.RootElement.TryGetProperty("keys", out JsonElement keys)
                || keys.ValueKind != JsonValueKind.Array)
            {
                throw new FormatException("no key set");
            }

            foreach (JsonElement key in keys.EnumerateArray())
            {
                if (set._keys.Count < MaxKeys && key.ValueKind == JsonValueKind.Object)
                {
                    set.Add(key);
                }
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new FormatException("no key set: " + e.Message, e);
        }

        return set;
    }

    /// <summary>Whether one of the keys (that with the token's id, if it has one) made the signature.</summary>
    public bool Verifies(SignedToken token)
    {
        foreach ((string id, string kind, byte[] info) in _keys)
        {
            if ((token.KeyId.Length == 0 || id == token.KeyId) && Fits(token, kind, info))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Fits(SignedToken token, string kind, byte[] info)
    {
        HashAlgorithmName hash = token.Algorithm[2..] switch
        {
            "256" => HashAlgorithmName.SHA256,
            "384" => HashAlgorithmName.SHA384,
            _ => HashAlgorithmName.SHA512,
        };
        try
        {
            if (token.Algorithm.StartsWith("ES", StringComparison.Ordinal))
            {
                if (kind != "EC")
                {
                    return false;
                }

                using ECDsa ec = ECDsa.Create();
                ec.ImportSubjectPublicKeyInfo(info, out _);
                return ec.VerifyData(token.Content, token.Signature, hash, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
            }

            if (kind != "RSA")
            {
                return false;
            }

            using RSA rsa = RSA.Create();
            rsa.ImportSubjectPublicKeyInfo(info, out _);
            return rsa.VerifyData(
                token.Content,
                token.Signature,
                hash,
                token.Algorithm.StartsWith("PS", StringComparison.Ordinal) ? RSASignaturePadding.Pss : RSASignaturePadding.Pkcs1);
        }
        catch (CryptographicException)
        {
            return false; // a key that cannot be used verifies nothing
        }
    }

    private void Add(JsonElement key)
    {
        string kind = SignedToken.Text(key, "kty");
        try
        {
            if (kind == "RSA")
            {
                using RSA rsa = RSA.Create(new RSAParameters { Modulus = Bytes(key, "n"), Exponent = Bytes(key, "e") });
                _keys.Add((SignedToken.Text(key, "kid"), kind, rsa.ExportSubjectPublicKeyInfo()));
            }
            else if (kind == "EC")
            {
                ECCurve curve = SignedToken.Text(key, "crv") switch
                {
                    "P-256" => ECCurve.NamedCurves.nistP256,
                    "P-384" => ECCurve.NamedCurves.nistP384,
                    _ => ECCurve.NamedCurves.nistP521,
                };
                using ECDsa ec = ECDsa.Create(new ECParameters
                {
                    Curve = curve,
                    Q = new ECPoint { X = Bytes(key, "x"), Y = Bytes(key, "y") },
                });
                _keys.Add((SignedToken.Text(key, "kid"), kind, ec.ExportSubjectPublicKeyInfo()));
            }
        }
        catch (Exception e) when (e is CryptographicException or FormatException)
        {
            // the other keys of the set may be good
        }
    }

    private static byte[] Bytes(JsonElement key, string name) => Base64Url.DecodeFromChars(SignedToken.Text(key, name));
}
