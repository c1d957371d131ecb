namespace Istiod.Model;

/// <summary>Address families of a proxy's own addresses.</summary>
[Flags]
public enum AddressFamilies
{
    /// <summary>No address.</summary>
    None = 0,

    /// <summary>IPv4.</summary>
    IPv4 = 1,

    /// <summary>IPv6.</summary>
    IPv6 = 2,

    /// <summary>Both.</summary>
    Dual = IPv4 | IPv6,
}
