using System.Formats.Asn1;
using System.Security.Cryptography;

namespace Istiod.Security.Certificates;

/// <summary>Checks signatures of requests and revocation lists against a public key.</summary>
/// <remarks>
/// Accepts what Go's crypto/x509 does (RSA PKCS#1 and PSS, ECDSA; SHA-1 too, as a request's signature only shows possession),
/// but Ed25519, which the platform's library does not offer: such a request is refused.
/// </remarks>
internal static class SignatureCheck
{
    private const string RsaKey = "1.2.840.113549.1.1.1";
    private const string EcKey = "1.2.840.10045.2.1";
    private const string Pss = "1.2.840.113549.1.1.10";
    private const int MinRsaBits = 1024;

    // verification time grows with the square of the size: beyond this a request is an attack
    private const int MaxRsaBits = 8192;

    /// <summary>Whether <paramref name="signature"/> is over <paramref name="data"/>.</summary>
    /// <param name="publicKeyInfo">SubjectPublicKeyInfo, DER.</param>
    /// <param name="algorithm">AlgorithmIdentifier, DER.</param>
    /// <exception cref="NotSupportedException">A kind of key or algorithm that is not supported.</exception>
    /// <exception cref="CryptographicException">The key cannot be used.</exception>
    /// <exception cref="AsnContentException">The identifiers are broken.</exception>
    public static bool IsValid(
        ReadOnlyMemory<byte> publicKeyInfo, ReadOnlyMemory<byte> algorithm, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
    {
        AsnReader reader = new AsnReader(algorithm, AsnEncodingRules.DER).ReadSequence();
        string name = reader.ReadObjectIdentifier();
        string keyKind = KindOfKey(publicKeyInfo, out string curve);
        if (name == Pss)
        {
            return keyKind == RsaKey && IsRsaValid(publicKeyInfo, data, signature, HashOfPss(reader), RSASignaturePadding.Pss);
        }

        (string wantedKey, HashAlgorithmName hash) = name switch
        {
            "1.2.840.113549.1.1.5" => (RsaKey, HashAlgorithmName.SHA1),
            "1.2.840.113549.1.1.11" => (RsaKey, HashAlgorithmName.SHA256),
            "1.2.840.113549.1.1.12" => (RsaKey, HashAlgorithmName.SHA384),
            "1.2.840.113549.1.1.13" => (RsaKey, HashAlgorithmName.SHA512),
            "1.2.840.10045.4.1" => (EcKey, HashAlgorithmName.SHA1),
            "1.2.840.10045.4.3.2" => (EcKey, HashAlgorithmName.SHA256),
            "1.2.840.10045.4.3.3" => (EcKey, HashAlgorithmName.SHA384),
            "1.2.840.10045.4.3.4" => (EcKey, HashAlgorithmName.SHA512),
            _ => throw new NotSupportedException($"signature algorithm {name}"),
        };
        if (keyKind != wantedKey)
        {
            return false;
        }

        if (wantedKey == RsaKey)
        {
            return IsRsaValid(publicKeyInfo, data, signature, hash, RSASignaturePadding.Pkcs1);
        }

        if (curve is not ("1.2.840.10045.3.1.7" or "1.3.132.0.34" or "1.3.132.0.35"))
        {
            throw new NotSupportedException($"elliptic curve {curve}");
        }

        using ECDsa key = ECDsa.Create();
        key.ImportSubjectPublicKeyInfo(publicKeyInfo.Span, out _);
        return key.VerifyData(data, signature, hash, DSASignatureFormat.Rfc3279DerSequence);
    }

    private static bool IsRsaValid(
        ReadOnlyMemory<byte> publicKeyInfo,
        ReadOnlySpan<byte> data,
        ReadOnlySpan<byte> signature,
        HashAlgorithmName hash,
        RSASignaturePadding padding)
    {
        if (publicKeyInfo.Length > (MaxRsaBits / 8) + 128)
        {
            throw new NotSupportedException("RSA key of more than 8192 bits");
        }

        using RSA key = RSA.Create();
        key.ImportSubjectPublicKeyInfo(publicKeyInfo.Span, out _);
        if (key.KeySize is < MinRsaBits or > MaxRsaBits)
        {
            throw new NotSupportedException("RSA key of less than 1024 or more than 8192 bits");
        }

        return key.VerifyData(data, signature, hash, padding);
    }

    private static string KindOfKey(ReadOnlyMemory<byte> publicKeyInfo, out string curve)
    {
        AsnReader algorithm = new AsnReader(publicKeyInfo, AsnEncodingRules.DER).ReadSequence().ReadSequence();
        string kind = algorithm.ReadObjectIdentifier();
        curve = kind == EcKey ? algorithm.ReadObjectIdentifier() : "";
        return kind;
    }

    // Only the parameters that Go takes: one hash for both, salt as long as the hash, usual trailer.
    private static HashAlgorithmName HashOfPss(AsnReader identifier)
    {
        AsnReader parameters = identifier.ReadSequence();
        HashAlgorithmName hash = HashOf(parameters.ReadSequence(new Asn1Tag(TagClass.ContextSpecific, 0)).ReadSequence());
        AsnReader mask = parameters.ReadSequence(new Asn1Tag(TagClass.ContextSpecific, 1)).ReadSequence();
        if (mask.ReadObjectIdentifier() != "1.2.840.113549.1.1.8" || HashOf(mask.ReadSequence()) != hash)
        {
            throw new NotSupportedException("RSA-PSS with two hashes");
        }

        AsnReader salt = parameters.ReadSequence(new Asn1Tag(TagClass.ContextSpecific, 2));
        int length = hash == HashAlgorithmName.SHA256 ? 32 : hash == HashAlgorithmName.SHA384 ? 48 : 64;
        if (!salt.TryReadInt32(out int saltLength) || saltLength != length)
        {
            throw new NotSupportedException("RSA-PSS with an unusual salt");
        }

        return hash;
    }

    private static HashAlgorithmName HashOf(AsnReader identifier) => identifier.ReadObjectIdentifier() switch
    {
        "2.16.840.1.101.3.4.2.1" => HashAlgorithmName.SHA256,
        "2.16.840.1.101.3.4.2.2" => HashAlgorithmName.SHA384,
        "2.16.840.1.101.3.4.2.3" => HashAlgorithmName.SHA512,
        string other => throw new NotSupportedException($"hash {other}"),
    };
}
