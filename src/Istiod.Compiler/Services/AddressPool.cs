using System.Net;

namespace Istiod.Compiler.Services;

/// <summary>Gives out the addresses of a prefix in order, leaving out those in use.</summary>
/// <remarks>istiod: controllers/ipallocate/ipallocate.go:prefixUse.</remarks>
internal sealed class AddressPool
{
    private readonly IPNetwork _prefix;
    private readonly HashSet<UInt128> _used = [];
    private readonly int _length;
    private UInt128 _next;

    private AddressPool(IPNetwork prefix)
    {
        _prefix = prefix;
        _length = prefix.BaseAddress.GetAddressBytes().Length;
        _next = Number(prefix.BaseAddress) + 1;
    }

    /// <summary>Makes a pool; one that cannot be read gives nothing.</summary>
    public static AddressPool? Of(string prefix) =>
        Networks.CidrRange.TryParse(prefix, out IPNetwork range) ? new AddressPool(range) : null;

    /// <summary>Takes an address out of the pool, if it is of it.</summary>
    public void Use(IPAddress address)
    {
        if (_prefix.Contains(address))
        {
            _used.Add(Number(address));
        }
    }

    /// <summary>The next free address; <c>null</c> if there is none left.</summary>
    public string? Take()
    {
        while (true)
        {
            IPAddress address = Address(_next);
            if (!_prefix.Contains(address))
            {
                return null;
            }

            _next++;
            if (_used.Add(_next - 1))
            {
                return address.ToString();
            }
        }
    }

    private static UInt128 Number(IPAddress address)
    {
        UInt128 number = 0;
        foreach (byte part in address.GetAddressBytes())
        {
            number = (number << 8) | part;
        }

        return number;
    }

    private IPAddress Address(UInt128 number)
    {
        byte[] bytes = new byte[_length];
        for (int i = _length - 1; i >= 0; i--)
        {
            bytes[i] = (byte)number;
            number >>= 8;
        }

        return new IPAddress(bytes);
    }
}
