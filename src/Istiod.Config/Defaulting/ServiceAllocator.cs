using System.Globalization;

namespace Istiod.Config.Defaulting;

/// <summary>Gives cluster IPs and node ports in order of creation; an object keeps what it once got.</summary>
/// <remarks>The ranges are those of the recorded goldens: 10.96.128.1…, fd00:10:96::8001…, 30000….</remarks>
internal sealed class ServiceAllocator
{
    private const int FirstIPv4 = (96 << 16) + (128 << 8) + 1;
    private readonly Dictionary<string, string> _known = new(StringComparer.Ordinal);
    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);
    private int _ipv4;
    private int _ipv6;
    private int _nodePort;

    /// <summary>Notes a value that an object brought along, so that no other gets it.</summary>
    public void Reserve(string value) => _taken.Add(value);

    /// <summary>An address for one family of a service.</summary>
    /// <param name="owner">Namespace and name of the service.</param>
    public string Address(string owner, bool isIPv6) =>
        Allocate(isIPv6 ? $"6 {owner}" : $"4 {owner}", isIPv6 ? NextIPv6 : NextIPv4);

    /// <summary>A node port for a port of a service.</summary>
    public string NodePort(string owner, string port) => Allocate($"p {owner} {port}", NextNodePort);

    private string Allocate(string key, Func<string> next)
    {
        if (_known.TryGetValue(key, out string? value))
        {
            return value;
        }

        do
        {
            value = next();
        }
        while (!_taken.Add(value));

        _known[key] = value;
        return value;
    }

    private string NextIPv4()
    {
        // Walks the upper half of 10.96.0.0/12 from 10.96.128.1; network and broadcast endings are not special there.
        int at = FirstIPv4 + _ipv4++;
        return string.Create(CultureInfo.InvariantCulture, $"10.{(at >> 16) & 255}.{(at >> 8) & 255}.{at & 255}");
    }

    private string NextIPv6()
    {
        int at = 0x8001 + _ipv6++;
        return at <= 0xFFFF
            ? string.Create(CultureInfo.InvariantCulture, $"fd00:10:96::{at:x}")
            : string.Create(CultureInfo.InvariantCulture, $"fd00:10:96::{at >> 16:x}:{at & 0xFFFF:x}");
    }

    private string NextNodePort() => (30000 + _nodePort++).ToString(CultureInfo.InvariantCulture);
}
