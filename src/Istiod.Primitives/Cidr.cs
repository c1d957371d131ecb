using System.Globalization;
using System.Net;

namespace Istiod.Primitives;

/// <summary>An address with a prefix length, e.g. <c>10.1.2.3/8</c>; bits behind the prefix are kept until masked.</summary>
/// <remarks>Source: Go's net/netip.Prefix.</remarks>
public readonly record struct Cidr(IPAddress Address, int Bits)
{
    /// <summary>The same prefix with the bits behind it cleared.</summary>
    public Cidr Masked
    {
        get
        {
            byte[] bytes = Address.GetAddressBytes();
            for (int i = 0; i < bytes.Length; i++)
            {
                bytes[i] &= (byte)(0xFF << (8 - Math.Clamp(Bits - (i * 8), 0, 8)));
            }

            return new Cidr(new IPAddress(bytes), Bits);
        }
    }

    /// <summary>Reads <c>address/bits</c>: no zone, no sign or leading zero in the bits.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out Cidr cidr)
    {
        cidr = default;
        int slash = text.LastIndexOf('/');
        if (slash < 0 || text.Contains('%') || !IPText.TryParse(text[..slash], out IPAddress? address))
        {
            return false;
        }

        ReadOnlySpan<char> digits = text[(slash + 1)..];
        if (digits.IsEmpty
            || (digits[0] == '0' && digits.Length > 1)
            || !int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out int bits)
            || bits > (address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork ? 32 : 128))
        {
            return false;
        }

        cidr = new Cidr(address, bits);
        return true;
    }

    /// <summary>Whether an address of the same family lies within.</summary>
    public bool Contains(IPAddress address)
    {
        Span<byte> ours = stackalloc byte[16];
        Span<byte> theirs = stackalloc byte[16];
        if (address.AddressFamily != Address.AddressFamily
            || !Address.TryWriteBytes(ours, out int length)
            || !address.TryWriteBytes(theirs, out _))
        {
            return false;
        }

        for (int i = 0; i < length; i++)
        {
            int mask = 0xFF << (8 - Math.Clamp(Bits - (i * 8), 0, 8));
            if (((ours[i] ^ theirs[i]) & mask & 0xFF) != 0)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary><c>address/bits</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{IPText.Format(Address)}/{Bits}");
}
