using System.Formats.Asn1;
using System.Net;
using System.Text;
using Istiod.Primitives;

namespace Istiod.Security.Certificates;

/// <summary>Subject alternative names: writing those of identities, reading those of certificates and requests.</summary>
internal static class SubjectNames
{
    /// <summary>OID of the extension.</summary>
    public const string Oid = "2.5.29.17";

    /// <summary>What begins a SPIFFE id.</summary>
    public const string SpiffePrefix = "spiffe://";

    /// <summary>GeneralName tag of a DNS name.</summary>
    public const int Dns = 2;

    /// <summary>GeneralName tag of a URI.</summary>
    public const int Uri = 6;

    /// <summary>GeneralName tag of an address.</summary>
    public const int Address = 7;

    /// <summary>Writes GeneralNames: an address, a SPIFFE id as URI, anything else as DNS name.</summary>
    /// <remarks>
    /// istiod: security/pkg/pki/util/san.go:BuildSubjectAltNameExtension. Differs: identities are not joined and split at commas,
    /// so a comma in one cannot make two of it.
    /// </remarks>
    public static void Write(AsnWriter writer, IReadOnlyList<string> identities)
    {
        using (writer.PushSequence())
        {
            foreach (string identity in identities)
            {
                if (IPText.TryParse(identity, out IPAddress? address))
                {
                    address = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
                    writer.WriteOctetString(address.GetAddressBytes(), Tag(Address));
                    continue;
                }

                int tag = identity.StartsWith(SpiffePrefix, StringComparison.Ordinal) ? Uri : Dns;
                writer.WriteOctetString(Encoding.UTF8.GetBytes(identity), Tag(tag));
            }
        }
    }

    /// <summary>Reads the value of the extension.</summary>
    /// <returns>Tag and text of each name; texts of addresses are empty.</returns>
    /// <exception cref="AsnContentException">It is broken.</exception>
    public static List<(int Tag, string Text)> Read(ReadOnlyMemory<byte> extensionValue)
    {
        List<(int, string)> names = [];
        AsnReader outer = new(extensionValue, AsnEncodingRules.DER);
        AsnReader reader = outer.ReadSequence();
        outer.ThrowIfNotEmpty();
        while (reader.HasData)
        {
            Asn1Tag tag = reader.PeekTag();
            if (tag.TagClass != TagClass.ContextSpecific)
            {
                throw new AsnContentException("a name of unknown class");
            }

            switch (tag.TagValue)
            {
                case 1 or Dns or Uri:
                    names.Add((tag.TagValue, reader.ReadCharacterString(UniversalTagNumber.IA5String, tag)));
                    break;
                case Address:
                    if (reader.ReadOctetString(tag).Length is not (4 or 16))
                    {
                        throw new AsnContentException("an address of unknown length");
                    }

                    names.Add((tag.TagValue, ""));
                    break;
                default:
                    reader.ReadEncodedValue();
                    names.Add((tag.TagValue, ""));
                    break;
            }
        }

        return names;
    }

    private static Asn1Tag Tag(int number) => new(TagClass.ContextSpecific, number);
}
