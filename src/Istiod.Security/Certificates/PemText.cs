using System.Security.Cryptography;
using System.Text;

namespace Istiod.Security.Certificates;

/// <summary>Bundles of PEM blocks.</summary>
internal static class PemText
{
    /// <summary>Largest text that is looked at, in characters; a request or bundle beyond it is refused by its reader.</summary>
    public const int MaxLength = 1024 * 1024;

    private const string CertificateLabel = "CERTIFICATE";

    /// <summary>The first block of any label.</summary>
    /// <returns>Null if there is none or its base64 is broken.</returns>
    public static byte[]? First(ReadOnlySpan<char> pem, out string label)
    {
        label = "";
        if (pem.Length > MaxLength || !PemEncoding.TryFind(pem, out PemFields fields))
        {
            return null;
        }

        label = pem[fields.Label].ToString();
        byte[] data = new byte[fields.DecodedDataLength];
        return Convert.TryFromBase64Chars(pem[fields.Base64Data], data, out int written) && written == data.Length ? data : null;
    }

    /// <summary>DER of all certificate blocks, in order; others are passed over.</summary>
    public static IReadOnlyList<byte[]> Certificates(ReadOnlySpan<char> pem) => Blocks(pem, CertificateLabel);

    /// <summary>DER of all blocks with one label, in order.</summary>
    public static IReadOnlyList<byte[]> Blocks(ReadOnlySpan<char> pem, string wanted)
    {
        List<byte[]> all = [];
        if (pem.Length > MaxLength)
        {
            return all;
        }

        while (PemEncoding.TryFind(pem, out PemFields fields))
        {
            byte[] data = new byte[fields.DecodedDataLength];
            if (pem[fields.Label].SequenceEqual(wanted)
                && Convert.TryFromBase64Chars(pem[fields.Base64Data], data, out int written)
                && written == data.Length)
            {
                all.Add(data);
            }

            pem = pem[fields.Location.End..];
        }

        return all;
    }

    /// <summary>The text cut behind each block, each part without one newline at either end; text behind the last block is dropped.</summary>
    /// <remarks>What clients of the reference get as elements of a chain: istiod: pki/util/crypto.go:PemCertBytestoString.</remarks>
    public static IReadOnlyList<string> Split(string pem)
    {
        List<string> parts = [];
        ReadOnlySpan<char> rest = pem;
        while (rest.Length <= MaxLength && PemEncoding.TryFind(rest, out PemFields fields))
        {
            int end = fields.Location.End.GetOffset(rest.Length);
            ReadOnlySpan<char> part = rest[..end];
            if (!part.IsEmpty && part[0] == '\n')
            {
                part = part[1..];
            }

            parts.Add(part.ToString());
            rest = rest[end..];
            if (!rest.IsEmpty && rest[0] == '\r')
            {
                rest = rest[1..];
            }

            if (!rest.IsEmpty && rest[0] == '\n')
            {
                rest = rest[1..];
            }
        }

        return parts;
    }

    /// <summary>A certificate as a PEM block with 64 characters a line and a newline at its end.</summary>
    public static string Certificate(ReadOnlySpan<byte> der) => PemEncoding.WriteString(CertificateLabel, der) + "\n";

    /// <summary>Puts certificates of <paramref name="more"/> behind those of <paramref name="first"/>, with a newline between.</summary>
    public static string Append(string first, string more)
    {
        if (more.Length == 0)
        {
            return first;
        }

        StringBuilder text = new(first.Length + more.Length + 1);
        text.Append(first);
        if (first.Length > 0 && first[^1] != '\n')
        {
            text.Append('\n');
        }

        return text.Append(more).ToString();
    }
}
