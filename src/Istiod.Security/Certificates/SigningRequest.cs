using System.Formats.Asn1;
using System.Security.Cryptography;

namespace Istiod.Security.Certificates;

/// <summary>A PKCS#10 request whose signature is right. Only the public key and the common name's presence count for a CA.</summary>
internal sealed class SigningRequest
{
    // RSA-8192 with a handful of names is below 4 KB
    private const int MaxPemLength = 64 * 1024;
    private const string ExtensionRequest = "1.2.840.113549.1.9.14";

    private SigningRequest()
    {
    }

    /// <summary>SubjectPublicKeyInfo, DER.</summary>
    public required ReadOnlyMemory<byte> PublicKeyInfo { get; init; }

    /// <summary>The subject's CN; empty if none.</summary>
    public required string CommonName { get; init; }

    /// <summary>Whether the subject holds nothing, or one empty organization.</summary>
    public required bool HasPlainSubject { get; init; }

    /// <summary>Names it asks for, as tag and text; null without the extension.</summary>
    public required IReadOnlyList<(int Tag, string Text)>? Names { get; init; }

    /// <summary>Whether it asks for any other extension.</summary>
    public required bool HasOtherExtensions { get; init; }

    /// <summary>Reads and checks a request.</summary>
    /// <exception cref="FormatException">It is none, or its signature is wrong; the message may be shown to the peer.</exception>
    public static SigningRequest Parse(string pem)
    {
        if (pem.Length > MaxPemLength || PemText.First(pem, out _) is not { Length: > 0 } der)
        {
            throw new FormatException("certificate signing request is not properly encoded");
        }

        try
        {
            AsnReader outer = new(der, AsnEncodingRules.DER);
            AsnReader request = outer.ReadSequence();
            outer.ThrowIfNotEmpty();
            ReadOnlyMemory<byte> info = request.PeekEncodedValue();
            AsnReader content = request.ReadSequence();
            ReadOnlyMemory<byte> algorithm = request.ReadEncodedValue();
            byte[] signature = request.ReadBitString(out int unused);
            request.ThrowIfNotEmpty();
            if (unused != 0)
            {
                throw new FormatException("failed to parse X.509 certificate signing request");
            }

            SigningRequest parsed = Read(content);
            return SignatureCheck.IsValid(parsed.PublicKeyInfo, algorithm, info.Span, signature)
                ? parsed
                : throw new FormatException("x509: the request's signature does not fit its key");
        }
        catch (AsnContentException e)
        {
            throw new FormatException("failed to parse X.509 certificate signing request", e);
        }
        catch (CryptographicException e)
        {
            throw new FormatException("x509: the request's signature cannot be checked", e);
        }
        catch (NotSupportedException e)
        {
            throw new FormatException("x509: not supported: " + e.Message, e);
        }
    }

    private static SigningRequest Read(AsnReader content)
    {
        if (!content.TryReadInt32(out int version) || version != 0)
        {
            throw new AsnContentException("unknown version");
        }

        (string common, string organization, bool hasOther) = DistinguishedName.Read(content.ReadEncodedValue());
        ReadOnlyMemory<byte> key = content.ReadEncodedValue();
        List<(int, string)>? names = null;
        bool hasOtherExtensions = false;
        Asn1Tag attributesTag = new(TagClass.ContextSpecific, 0);
        if (content.HasData)
        {
            AsnReader attributes = content.ReadSetOf(skipSortOrderValidation: true, attributesTag);
            while (attributes.HasData)
            {
                ReadAttribute(attributes.ReadSequence(), ref names, ref hasOtherExtensions);
            }
        }

        content.ThrowIfNotEmpty();
        return new SigningRequest
        {
            PublicKeyInfo = key,
            CommonName = common,
            HasPlainSubject = common.Length == 0 && organization.Length == 0 && !hasOther,
            Names = names,
            HasOtherExtensions = hasOtherExtensions,
        };
    }

    private static void ReadAttribute(AsnReader attribute, ref List<(int, string)>? names, ref bool hasOtherExtensions)
    {
        string oid = attribute.ReadObjectIdentifier();
        AsnReader values = attribute.ReadSetOf(skipSortOrderValidation: true);
        if (oid != ExtensionRequest)
        {
            return;
        }

        while (values.HasData)
        {
            AsnReader extensions = values.ReadSequence();
            while (extensions.HasData)
            {
                AsnReader extension = extensions.ReadSequence();
                string extensionOid = extension.ReadObjectIdentifier();
                if (extension.PeekTag() == Asn1Tag.Boolean)
                {
                    extension.ReadBoolean();
                }

                byte[] value = extension.ReadOctetString();
                extension.ThrowIfNotEmpty();
                if (extensionOid == SubjectNames.Oid)
                {
                    names = SubjectNames.Read(value);
                }
                else
                {
                    hasOtherExtensions = true;
                }
            }
        }
    }
}
