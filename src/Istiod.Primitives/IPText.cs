using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Istiod.Primitives;

/// <summary>IP addresses as Go reads and writes them: four decimal parts without leading zeros, or IPv6; nothing shorter.</summary>
/// <remarks>Source: Go's net/netip. A zone (<c>fe80::1%eth0</c>) is taken and dropped.</remarks>
public static class IPText
{
    private const int Groups = 8;

    /// <summary>Whether <paramref name="text"/> is an address.</summary>
    public static bool IsAddress(ReadOnlySpan<char> text)
    {
        Span<byte> bytes = stackalloc byte[16];
        return TryRead(text, bytes, out _);
    }

    /// <summary>Reads an address.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, [NotNullWhen(true)] out IPAddress? address)
    {
        Span<byte> bytes = stackalloc byte[16];
        address = TryRead(text, bytes, out int length) ? new IPAddress(bytes[..length]) : null;
        return address is not null;
    }

    /// <summary>Go's text: the longest run of zero groups is <c>::</c>, and only mapped addresses end in dotted form.</summary>
    public static string Format(IPAddress address)
    {
        if (address.AddressFamily == AddressFamily.InterNetwork)
        {
            return address.ToString();
        }

        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out _);
        if (address.IsIPv4MappedToIPv6)
        {
            return $"::ffff:{new IPAddress(bytes[12..])}";
        }

        (int from, int to) = LongestZeros(bytes);
        StringBuilder text = new(39);
        for (int i = 0; i < Groups; i++)
        {
            if (i == from)
            {
                text.Append("::");
                i = to - 1;
                continue;
            }

            if (i > 0 && i != to)
            {
                text.Append(':');
            }

            text.Append(CultureInfo.InvariantCulture, $"{Group(bytes, i):x}");
        }

        return text.ToString();
    }

    private static bool TryRead(ReadOnlySpan<char> text, Span<byte> bytes, out int length)
    {
        length = 4;
        int colon = text.IndexOf(':');
        if (colon < 0)
        {
            return TryQuad(text, bytes);
        }

        length = 16;
        int zone = text.IndexOf('%');
        if (zone == text.Length - 1)
        {
            return false;
        }

        return TryIPv6(zone < 0 ? text : text[..zone], bytes);
    }

    private static bool TryQuad(ReadOnlySpan<char> text, Span<byte> bytes)
    {
        for (int part = 0; part < 4; part++)
        {
            int digits = 0;
            int value = 0;
            while (digits < text.Length && digits < 4 && char.IsAsciiDigit(text[digits]))
            {
                value = (value * 10) + (text[digits++] - '0');
            }

            if (digits is 0 or 4 || value > 255 || (digits > 1 && text[0] == '0'))
            {
                return false;
            }

            bytes[part] = (byte)value;
            text = text[digits..];
            if (part < 3)
            {
                if (text.IsEmpty || text[0] != '.')
                {
                    return false;
                }

                text = text[1..];
            }
        }

        return text.IsEmpty;
    }

    private static bool TryIPv6(ReadOnlySpan<char> text, Span<byte> bytes)
    {
        bytes.Clear();
        int gap = -1;
        int at = 0;
        if (text.StartsWith("::", StringComparison.Ordinal))
        {
            gap = 0;
            text = text[2..];
            if (text.IsEmpty)
            {
                return true;
            }
        }

        while (at < 16)
        {
            int digits = 0;
            int value = 0;
            while (digits < text.Length && char.IsAsciiHexDigit(text[digits]))
            {
                value = (value << 4) | (char.IsAsciiDigit(text[digits]) ? text[digits] - '0' : (text[digits] | 0x20) - 'a' + 10);
                if (++digits > 4)
                {
                    return false;
                }
            }

            if (digits == 0)
            {
                return false;
            }

            if (digits < text.Length && text[digits] == '.')
            {
                if (at > 12 || (gap < 0 && at != 12) || !TryQuad(text, bytes[at..]))
                {
                    return false;
                }

                at += 4;
                text = default;
                break;
            }

            BinaryPrimitives.WriteUInt16BigEndian(bytes[at..], (ushort)value);
            at += 2;
            text = text[digits..];
            if (text.IsEmpty)
            {
                break;
            }

            if (text[0] != ':' || text.Length == 1)
            {
                return false;
            }

            text = text[1..];
            if (text[0] == ':')
            {
                if (gap >= 0)
                {
                    return false;
                }

                gap = at;
                text = text[1..];
                if (text.IsEmpty)
                {
                    break;
                }
            }
        }

        if (!text.IsEmpty || (at == 16) == (gap >= 0))
        {
            return false;
        }

        if (gap >= 0)
        {
            int tail = at - gap;
            bytes[gap..at].CopyTo(bytes[(16 - tail)..]);
            bytes[gap..(16 - tail)].Clear();
        }

        return true;
    }

    private static (int From, int To) LongestZeros(ReadOnlySpan<byte> bytes)
    {
        (int From, int To) best = (-1, -1);
        for (int i = 0; i < Groups; i++)
        {
            int end = i;
            while (end < Groups && Group(bytes, end) == 0)
            {
                end++;
            }

            // A single zero group is written out.
            if (end - i >= 2 && end - i > best.To - best.From)
            {
                best = (i, end);
            }

            i = Math.Max(i, end - 1);
        }

        return best;
    }

    private static int Group(ReadOnlySpan<byte> bytes, int index) => BinaryPrimitives.ReadUInt16BigEndian(bytes[(index * 2)..]);
}
