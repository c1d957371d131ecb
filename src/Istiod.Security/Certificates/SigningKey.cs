using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace Istiod.Security.Certificates;

/// <summary>A private key, ready to sign certificates from several threads at once.</summary>
/// <remarks>Each signature borrows a handle of its own: the platform does not promise that one may be shared.</remarks>
internal sealed class SigningKey
{
    private readonly ConcurrentBag<AsymmetricAlgorithm> _free = [];
    private readonly byte[] _pkcs8;

    private SigningKey(AsymmetricAlgorithm key)
    {
        _pkcs8 = key.ExportPkcs8PrivateKey();
        PublicKeyInfo = key.ExportSubjectPublicKeyInfo();
        Kind = key is RSA
            ? SigningKeyKind.Rsa
            : key.KeySize switch
            {
                256 => SigningKeyKind.P256,
                384 => SigningKeyKind.P384,
                521 => SigningKeyKind.P521,
                _ => throw new NotSupportedException($"elliptic curve of {key.KeySize} bits"),
            };
        KeySize = key.KeySize;
        _free.Add(key);
    }

    /// <summary>RSA or which curve.</summary>
    public SigningKeyKind Kind { get; }

    /// <summary>Bits.</summary>
    public int KeySize { get; }

    /// <summary>SubjectPublicKeyInfo, DER.</summary>
    public ReadOnlyMemory<byte> PublicKeyInfo { get; }

    /// <summary>AlgorithmIdentifier of signatures by this key, DER; the hash fits the key as in Go's crypto/x509.</summary>
    public ReadOnlySpan<byte> Algorithm => Kind switch
    {
        // SEQUENCE { sha256WithRSAEncryption, NULL }
        SigningKeyKind.Rsa => [0x30, 0x0D, 0x06, 0x09, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x0B, 0x05, 0x00],

        // SEQUENCE { ecdsa-with-SHA256, -384, -512 }
        SigningKeyKind.P256 => [0x30, 0x0A, 0x06, 0x08, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x04, 0x03, 0x02],
        SigningKeyKind.P384 => [0x30, 0x0A, 0x06, 0x08, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x04, 0x03, 0x03],
        _ => [0x30, 0x0A, 0x06, 0x08, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x04, 0x03, 0x04],
    };

    /// <summary>A new RSA key.</summary>
    public static SigningKey NewRsa(int bits) => new(RSA.Create(bits));

    /// <summary>A new key on a curve.</summary>
    public static SigningKey NewEc(SigningKeyKind kind) => new(ECDsa.Create(
        kind == SigningKeyKind.P384 ? ECCurve.NamedCurves.nistP384 : ECCurve.NamedCurves.nistP256));

    /// <summary>Reads the first private key of a text: PKCS#1, SEC1 or PKCS#8.</summary>
    /// <exception cref="FormatException">There is none, or it is of a kind that is not supported.</exception>
    public static SigningKey FromPem(string pem)
    {
        foreach (string label in (ReadOnlySpan<string>)["RSA PRIVATE KEY", "EC PRIVATE KEY", "PRIVATE KEY"])
        {
            if (PemText.Blocks(pem, label) is [byte[] der, ..])
            {
                try
                {
                    return Import(label, der);
                }
                catch (Exception e) when (e is CryptographicException or NotSupportedException)
                {
                    throw new FormatException("failed to parse the private key: " + e.Message, e);
                }
            }
        }

        throw new FormatException("invalid PEM-encoded key");
    }

    /// <summary>The key as PEM, in the form the reference writes: PKCS#1 or SEC1.</summary>
    public string ToPem()
    {
        AsymmetricAlgorithm key = Borrow();
        try
        {
            return (key is RSA rsa ? rsa.ExportRSAPrivateKeyPem() : ((ECDsa)key).ExportECPrivateKeyPem()) + "\n";
        }
        finally
        {
            _free.Add(key);
        }
    }

    /// <summary>Signs.</summary>
    public byte[] Sign(ReadOnlySpan<byte> data)
    {
        AsymmetricAlgorithm key = Borrow();
        try
        {
            return key is RSA rsa
                ? rsa.SignData(data, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
                : ((ECDsa)key).SignData(data, Hash, DSASignatureFormat.Rfc3279DerSequence);
        }
        finally
        {
            _free.Add(key);
        }
    }

    private HashAlgorithmName Hash => Kind switch
    {
        SigningKeyKind.P384 => HashAlgorithmName.SHA384,
        SigningKeyKind.P521 => HashAlgorithmName.SHA512,
        _ => HashAlgorithmName.SHA256,
    };

    private static SigningKey Import(string label, byte[] der)
    {
        if (label == "RSA PRIVATE KEY")
        {
            RSA rsa = RSA.Create();
            rsa.ImportRSAPrivateKey(der, out _);
            return new SigningKey(rsa);
        }

        if (label == "EC PRIVATE KEY")
        {
            ECDsa ec = ECDsa.Create();
            ec.ImportECPrivateKey(der, out _);
            return new SigningKey(ec);
        }

        return new SigningKey(FromPkcs8(der));
    }

    private static AsymmetricAlgorithm FromPkcs8(byte[] der)
    {
        try
        {
            RSA rsa = RSA.Create();
            rsa.ImportPkcs8PrivateKey(der, out _);
            return rsa;
        }
        catch (CryptographicException)
        {
            // not RSA; a broken key fails again below
            ECDsa ec = ECDsa.Create();
            ec.ImportPkcs8PrivateKey(der, out _);
            return ec;
        }
    }

    private AsymmetricAlgorithm Borrow() => _free.TryTake(out AsymmetricAlgorithm? key) ? key : FromPkcs8(_pkcs8);
}
