using System.Formats.Asn1;
using System.Security.Cryptography;

namespace Istiod.Security.Certificates;

/// <summary>Writes and signs X.509 certificates.</summary>
/// <remarks>
/// The platform's <c>CertificateRequest</c> parses its own result again and imports keys per call; this writes the structure once
/// (figures: perf/README.md). Extensions and their order are those of istiod: security/pkg/pki/util/generate_cert.go through Go's
/// crypto/x509: key usage, extended key usage, basic constraints, key identifiers, names last and critical.
/// </remarks>
internal static class CertificateWriter
{
    private const int SerialBytes = 16;

    // KeyUsage critical: digitalSignature + keyEncipherment; ExtKeyUsage: serverAuth, clientAuth; BasicConstraints critical: not a CA
    private static ReadOnlySpan<byte> LeafExtensions =>
    [
        0x30, 0x0E, 0x06, 0x03, 0x55, 0x1D, 0x0F, 0x01, 0x01, 0xFF, 0x04, 0x04, 0x03, 0x02, 0x05, 0xA0,
        0x30, 0x1D, 0x06, 0x03, 0x55, 0x1D, 0x25, 0x04, 0x16, 0x30, 0x14,
        0x06, 0x08, 0x2B, 0x06, 0x01, 0x05, 0x05, 0x07, 0x03, 0x01, 0x06, 0x08, 0x2B, 0x06, 0x01, 0x05, 0x05, 0x07, 0x03, 0x02,
        0x30, 0x0C, 0x06, 0x03, 0x55, 0x1D, 0x13, 0x01, 0x01, 0xFF, 0x04, 0x02, 0x30, 0x00,
    ];

    // KeyUsage critical: keyCertSign; BasicConstraints critical: CA
    private static ReadOnlySpan<byte> AuthorityExtensions =>
    [
        0x30, 0x0E, 0x06, 0x03, 0x55, 0x1D, 0x0F, 0x01, 0x01, 0xFF, 0x04, 0x04, 0x03, 0x02, 0x02, 0x04,
        0x30, 0x0F, 0x06, 0x03, 0x55, 0x1D, 0x13, 0x01, 0x01, 0xFF, 0x04, 0x05, 0x30, 0x03, 0x01, 0x01, 0xFF,
    ];

    [ThreadStatic]
    private static AsnWriter? s_writer;

    /// <summary>Makes a certificate with a random serial number of 128 bits.</summary>
    /// <returns>DER.</returns>
    public static byte[] Write(in CertificateSpec spec, SigningKey signer)
    {
        AsnWriter writer = s_writer ??= new AsnWriter(AsnEncodingRules.DER, 2048);
        writer.Reset();
        WriteContent(writer, spec, signer.Algorithm);
        byte[] content = writer.Encode();
        byte[] signature = signer.Sign(content);
        writer.Reset();
        using (writer.PushSequence())
        {
            writer.WriteEncodedValue(content);
            writer.WriteEncodedValue(signer.Algorithm);
            writer.WriteBitString(signature);
        }

        return writer.Encode();
    }

    /// <summary>Key identifier as Go 1.25 makes it for authorities: the first 160 bits of the SHA-256 of the key's bits (RFC 7093).</summary>
    public static byte[] KeyIdOf(ReadOnlyMemory<byte> publicKeyInfo)
    {
        AsnReader info = new AsnReader(publicKeyInfo, AsnEncodingRules.DER).ReadSequence();
        info.ReadEncodedValue();
        return SHA256.HashData(info.ReadBitString(out _))[..20];
    }

    private static void WriteContent(AsnWriter writer, in CertificateSpec spec, ReadOnlySpan<byte> algorithm)
    {
        using (writer.PushSequence())
        {
            using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 0)))
            {
                writer.WriteInteger(2); // version 3
            }

            WriteSerial(writer);
            writer.WriteEncodedValue(algorithm);
            writer.WriteEncodedValue(spec.Issuer);
            using (writer.PushSequence())
            {
                WriteTime(writer, spec.NotBefore);
                WriteTime(writer, spec.NotAfter);
            }

            writer.WriteEncodedValue(spec.Subject);
            writer.WriteEncodedValue(spec.PublicKeyInfo);
            using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 3)))
            using (writer.PushSequence())
            {
                WriteExtensions(writer, spec);
            }
        }
    }

    private static void WriteExtensions(AsnWriter writer, in CertificateSpec spec)
    {
        ReadOnlySpan<byte> rest = spec.IsAuthority ? AuthorityExtensions : LeafExtensions;
        while (!rest.IsEmpty)
        {
            int length = 2 + rest[1]; // all are shorter than 128 bytes
            writer.WriteEncodedValue(rest[..length]);
            rest = rest[length..];
        }

        if (!spec.SubjectKeyId.IsEmpty)
        {
            using (writer.PushSequence())
            {
                writer.WriteObjectIdentifier("2.5.29.14");
                using (writer.PushOctetString())
                {
                    writer.WriteOctetString(spec.SubjectKeyId);
                }
            }
        }

        if (!spec.AuthorityKeyId.IsEmpty)
        {
            using (writer.PushSequence())
            {
                writer.WriteObjectIdentifier("2.5.29.35");
                using (writer.PushOctetString())
                using (writer.PushSequence())
                {
                    writer.WriteOctetString(spec.AuthorityKeyId, new Asn1Tag(TagClass.ContextSpecific, 0));
                }
            }
        }

        if (spec.Identities is { Count: > 0 } identities)
        {
            using (writer.PushSequence())
            {
                writer.WriteObjectIdentifier(SubjectNames.Oid);
                writer.WriteBoolean(true);
                using (writer.PushOctetString())
                {
                    SubjectNames.Write(writer, identities);
                }
            }
        }
    }

    private static void WriteSerial(AsnWriter writer)
    {
        Span<byte> serial = stackalloc byte[SerialBytes];
        do
        {
            RandomNumberGenerator.Fill(serial);
        }
        while (serial[0] == 0 && serial.IndexOfAnyExcept((byte)0) < 0);

        writer.WriteIntegerUnsigned(serial[serial.IndexOfAnyExcept((byte)0)..]);
    }

    private static void WriteTime(AsnWriter writer, DateTimeOffset time)
    {
        if (time.UtcDateTime.Year is >= 1950 and < 2050)
        {
            writer.WriteUtcTime(time);
        }
        else
        {
            writer.WriteGeneralizedTime(time, omitFractionalSeconds: true);
        }
    }
}
