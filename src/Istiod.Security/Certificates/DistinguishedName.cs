using System.Formats.Asn1;

namespace Istiod.Security.Certificates;

/// <summary>The few distinguished names that are written here.</summary>
internal static class DistinguishedName
{
    private const string CommonNameOid = "2.5.4.3";
    private const string OrganizationOid = "2.5.4.10";

    // RFC 5280 ub-common-name
    private const int MaxCommonName = 64;

    /// <summary>No parts.</summary>
    public static readonly byte[] Empty = [0x30, 0x00];

    /// <summary><c>CN=name</c>.</summary>
    /// <returns>The empty name if the text is longer than a common name may be.</returns>
    /// <remarks>istiod: security/pkg/pki/util/dual_use.go.</remarks>
    public static byte[] CommonName(string text) => text.Length > MaxCommonName ? Empty : Single(CommonNameOid, text);

    /// <summary><c>O=name</c>.</summary>
    public static byte[] Organization(string text) => Single(OrganizationOid, text);

    /// <summary>Reads a name.</summary>
    /// <returns>Its first CN and O (empty if none), and whether there is any other part, or an O that is not empty.</returns>
    /// <exception cref="AsnContentException">It is broken.</exception>
    public static (string CommonName, string Organization, bool HasOther) Read(ReadOnlyMemory<byte> name)
    {
        string common = "";
        string organization = "";
        bool hasOther = false;
        AsnReader outer = new(name, AsnEncodingRules.DER);
        AsnReader parts = outer.ReadSequence();
        outer.ThrowIfNotEmpty();
        while (parts.HasData)
        {
            AsnReader set = parts.ReadSetOf(skipSortOrderValidation: true);
            while (set.HasData)
            {
                AsnReader pair = set.ReadSequence();
                string oid = pair.ReadObjectIdentifier();
                string value = Text(pair);
                if (oid == CommonNameOid)
                {
                    common = value;
                }
                else if (oid == OrganizationOid && organization.Length == 0)
                {
                    organization = value;
                }
                else
                {
                    hasOther = true;
                }
            }
        }

        return (common, organization, hasOther);
    }

    private static string Text(AsnReader pair)
    {
        Asn1Tag tag = pair.PeekTag();
        if (tag.TagClass != TagClass.Universal)
        {
            pair.ReadEncodedValue();
            return "?";
        }

        switch ((UniversalTagNumber)tag.TagValue)
        {
            case UniversalTagNumber.PrintableString or UniversalTagNumber.UTF8String or UniversalTagNumber.IA5String
                or UniversalTagNumber.BMPString or UniversalTagNumber.T61String or UniversalTagNumber.NumericString:
                return pair.ReadCharacterString((UniversalTagNumber)tag.TagValue);
            default:
                pair.ReadEncodedValue();
                return "?";
        }
    }

    private static byte[] Single(string oid, string text)
    {
        AsnWriter writer = new(AsnEncodingRules.DER);
        using (writer.PushSequence())
        using (writer.PushSetOf())
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(oid);
            writer.WriteCharacterString(IsPrintable(text) ? UniversalTagNumber.PrintableString : UniversalTagNumber.UTF8String, text);
        }

        return writer.Encode();
    }

    // As Go's encoding/asn1 chooses.
    private static bool IsPrintable(string text)
    {
        foreach (char c in text)
        {
            if (!char.IsAsciiLetterOrDigit(c) && " '()+,-./:=?".IndexOf(c, StringComparison.Ordinal) < 0)
            {
                return false;
            }
        }

        return true;
    }
}
