using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Istiod.Security.Certificates;

/// <summary>Checks that a set of revocation lists covers a chain.</summary>
/// <remarks>
/// Envoy refuses every certificate of a chain when one of its authorities has no list, so a set that leaves one out is refused here.
/// istiod: security/pkg/pki/util/keycertbundle.go:Verify.
/// </remarks>
internal static class RevocationLists
{
    /// <summary>Checks.</summary>
    /// <exception cref="FormatException">A list cannot be read, or one of the chain's certificates signed none.</exception>
    public static void Check(string crlPem, X509Certificate2Collection chain)
    {
        List<(ReadOnlyMemory<byte> Content, ReadOnlyMemory<byte> Algorithm, byte[] Signature)> lists = [];
        try
        {
            foreach (byte[] der in PemText.Blocks(crlPem, "X509 CRL"))
            {
                AsnReader outer = new AsnReader(der, AsnEncodingRules.DER).ReadSequence();
                lists.Add((outer.ReadEncodedValue(), outer.ReadEncodedValue(), outer.ReadBitString(out _)));
            }
        }
        catch (AsnContentException e)
        {
            throw new FormatException("failed to parse CRL PEM: " + e.Message, e);
        }

        foreach (X509Certificate2 signer in chain)
        {
            if (!lists.Exists(list => IsSignedBy(list, signer)))
            {
                throw new FormatException($"missing CRL signed by certificates: [{signer.Subject}]");
            }
        }
    }

    private static bool IsSignedBy(
        (ReadOnlyMemory<byte> Content, ReadOnlyMemory<byte> Algorithm, byte[] Signature) list, X509Certificate2 signer)
    {
        foreach (X509Extension extension in signer.Extensions)
        {
            if (extension is X509KeyUsageExtension usage && (usage.KeyUsages & X509KeyUsageFlags.CrlSign) == 0)
            {
                return false;
            }
        }

        try
        {
            return SignatureCheck.IsValid(
                signer.PublicKey.ExportSubjectPublicKeyInfo(), list.Algorithm, list.Content.Span, list.Signature);
        }
        catch (Exception e) when (e is CryptographicException or NotSupportedException or AsnContentException)
        {
            return false; // not by this one
        }
    }
}
