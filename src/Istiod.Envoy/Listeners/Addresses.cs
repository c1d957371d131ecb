using System.Net;
using System.Net.Sockets;
using Istiod.Model;
using Istiod.Primitives;
using Istiod.Protos.Envoy.Config.Core.V3;
using Istiod.Protos.Envoy.Config.Listener.V3;
using SocketAddress = Istiod.Protos.Envoy.Config.Core.V3.SocketAddress;

namespace Istiod.Envoy.Listeners;

/// <summary>Addresses in Envoy's messages, and those that a family of proxies binds to.</summary>
/// <remarks>istiod: pilot/pkg/networking/util/util.go:BuildAddress, core/listener_address.go.</remarks>
internal static class Addresses
{
    /// <summary>Any IPv4 address.</summary>
    public const string AnyIPv4 = "0.0.0.0";

    /// <summary>Any IPv6 address.</summary>
    public const string AnyIPv6 = "::";

    /// <summary>What precedes the path of a Unix socket.</summary>
    public const string UnixPrefix = "unix://";

    private static readonly ValueArray<string> WildcardIPv4 = [AnyIPv4];
    private static readonly ValueArray<string> WildcardIPv6 = [AnyIPv6];
    private static readonly ValueArray<string> WildcardDual = [AnyIPv4, AnyIPv6];
    private static readonly ValueArray<string> LocalIPv4 = ["127.0.0.1"];
    private static readonly ValueArray<string> LocalIPv6 = ["::1"];
    private static readonly ValueArray<string> LocalDual = ["127.0.0.1", "::1"];

    /// <summary>Addresses that stand for all of the proxy's; the primary first.</summary>
    public static ValueArray<string> Wildcards(AddressFamilies families) => families switch
    {
        AddressFamilies.IPv4 => WildcardIPv4,
        AddressFamilies.IPv6 => WildcardIPv6,
        _ => WildcardDual,
    };

    /// <summary>Loopback addresses; the primary first.</summary>
    public static ValueArray<string> Locals(AddressFamilies families) => families switch
    {
        AddressFamilies.IPv4 => LocalIPv4,
        AddressFamilies.IPv6 => LocalIPv6,
        _ => LocalDual,
    };

    /// <summary>An IP address and port; without a port a Unix socket.</summary>
    public static Address Of(string bind, int port) => port != 0
        ? new Address { SocketAddress = new SocketAddress { Address = bind, PortValue = (uint)port } }
        : new Address
        {
            Pipe = new Pipe
            {
                Path = bind.StartsWith(UnixPrefix, StringComparison.Ordinal) ? bind[UnixPrefix.Length..] : bind,
            },
        };

    /// <summary>Adds all but the first of <paramref name="binds"/> to a listener.</summary>
    public static void AddExtra(Listener listener, ValueArray<string> binds, int port)
    {
        for (int i = 1; i < binds.Count; i++)
        {
            if (binds[i].Length > 0)
            {
                listener.AdditionalAddresses.Add(new AdditionalAddress { Address = Of(binds[i], port) });
            }
        }
    }

    /// <summary>Whether the text is an IP address.</summary>
    public static bool IsIP(string text) => TryParse(text, out _);

    /// <summary>A range of addresses from <c>a.b.c.d/n</c> or a single address; <c>null</c> if it is neither.</summary>
    public static CidrRange? Range(string text)
    {
        if (!TryParsePrefix(text, out IPAddress? address, out int length))
        {
            return null;
        }

        return new CidrRange { AddressPrefix = address.ToString(), PrefixLen = (uint)length };
    }

    /// <summary>The range as text with host bits cleared, so that equal ranges are equal; <c>null</c> if it is none.</summary>
    public static string? Masked(string text)
    {
        if (!TryParsePrefix(text, out IPAddress? address, out int length))
        {
            return null;
        }

        byte[] bytes = address.GetAddressBytes();
        for (int i = 0; i < bytes.Length; i++)
        {
            int kept = Math.Clamp(length - (8 * i), 0, 8);
            bytes[i] &= (byte)(0xff << (8 - kept));
        }

        return $"{new IPAddress(bytes)}/{length}";
    }

    /// <summary>By address as a number (IPv4 first), then by length.</summary>
    public static int Compare(CidrRange left, CidrRange right)
    {
        byte[] a = IPAddress.Parse(left.AddressPrefix).GetAddressBytes();
        byte[] b = IPAddress.Parse(right.AddressPrefix).GetAddressBytes();
        int order = a.Length.CompareTo(b.Length);
        order = order != 0 ? order : a.AsSpan().SequenceCompareTo(b);
        return order != 0 ? order : Nullable.Compare(left.PrefixLen, right.PrefixLen);
    }

    private static bool TryParsePrefix(
        string text, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out IPAddress? address, out int length)
    {
        length = 0;
        int slash = text.IndexOf('/', StringComparison.Ordinal);
        if (!TryParse(slash < 0 ? text : text[..slash], out address))
        {
            return false;
        }

        int bits = address.AddressFamily == AddressFamily.InterNetworkV6 ? 128 : 32;
        if (slash < 0)
        {
            length = bits;
            return true;
        }

        ReadOnlySpan<char> digits = text.AsSpan(slash + 1);
        return digits.Length is > 0 and <= 3
            && !digits.ContainsAnyExceptInRange('0', '9')
            && int.TryParse(digits, System.Globalization.CultureInfo.InvariantCulture, out length)
            && length <= bits;
    }

    /// <summary>Go's idea of an address: four decimal parts without leading zeros, or IPv6 with a zone at most.</summary>
    private static bool TryParse(string text, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out IPAddress? address)
    {
        if (!IPAddress.TryParse(text, out address))
        {
            return false;
        }

        if (address.AddressFamily == AddressFamily.InterNetworkV6)
        {
            return !text.StartsWith('[');
        }

        return string.Equals(address.ToString(), text, StringComparison.Ordinal);
    }
}
