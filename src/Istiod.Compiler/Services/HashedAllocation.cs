using System.Globalization;
using System.Text;
using Istiod.Primitives;

namespace Istiod.Compiler.Services;

/// <summary>Automatic addresses by a hash of the host: what was before entries kept them in their status.</summary>
/// <remarks>istiod: serviceregistry/serviceentry/auto_allocation.go. Used with <c>PILOT_ENABLE_IP_AUTOALLOCATE=false</c>.</remarks>
internal static class HashedAllocation
{
    private const uint SlotCount = 256 * 254;
    private const uint StepPrime = 65011; // below the number of slots, so that steps reach many of them

    /// <summary>Gives each host of each entry its addresses.</summary>
    /// <param name="hosts">Namespace and hosts of entries, in an order that decides who yields on a clash.</param>
    public static Dictionary<ObjectKey, ValueArray<EntryAddress>> Of(
        IReadOnlyList<KeyValuePair<ObjectKey, ValueArray<string>>> hosts)
    {
        string?[] slots = new string?[SlotCount];
        uint used = 0;
        foreach (KeyValuePair<ObjectKey, ValueArray<string>> entry in hosts)
        {
            foreach (string host in entry.Value)
            {
                if (used++ < SlotCount - 1)
                {
                    Place(slots, KeyOf(entry.Key, host));
                }
            }
        }

        Dictionary<string, (int Third, int Fourth)> octets = Number(slots);
        Dictionary<ObjectKey, ValueArray<EntryAddress>> table = [];
        foreach (KeyValuePair<ObjectKey, ValueArray<string>> entry in hosts)
        {
            List<EntryAddress> addresses = [];
            foreach (string host in entry.Value)
            {
                if (octets.TryGetValue(KeyOf(entry.Key, host), out (int Third, int Fourth) pair))
                {
                    addresses.Add(new EntryAddress(host, Format($"240.240.{pair.Third}.{pair.Fourth}")));
                    addresses.Add(new EntryAddress(
                        host,
                        pair.Third == 0
                            ? Format($"2001:2::f0f0:{pair.Fourth:x}")
                            : Format($"2001:2::f0f0:{pair.Third:x}{pair.Fourth:x}")));
                }
            }

            table[entry.Key] = ValueArray.From(addresses);
        }

        return table;
    }

    private static string KeyOf(ObjectKey entry, string host) => $"{entry.Namespace}/{host}";

    private static void Place(string?[] slots, string key)
    {
        uint hash = Hash(key);
        uint slot = hash % SlotCount;
        uint step = StepPrime - (hash % StepPrime);
        for (uint i = 1; slots[slot] is not null; i++)
        {
            if (i > SlotCount * 4)
            {
                return; // the steps go in a circle of full slots: the host gets no address
            }

            slot = unchecked(hash + (i * step)) % (SlotCount - 1);
        }

        slots[slot] = key;
    }

    /// <summary>Numbers the slots from 1, leaving out the ends of each range of 255; a host in two slots has the first one's.</summary>
    private static Dictionary<string, (int Third, int Fourth)> Number(string?[] slots)
    {
        Dictionary<string, (int, int)> octets = new(StringComparer.Ordinal);
        int number = 0;
        foreach (string? key in slots)
        {
            number++;
            if (key is null)
            {
                continue;
            }

            if (number % 255 == 0)
            {
                number++;
            }

            octets.TryAdd(key, (number / 255, number % 255));
        }

        return octets;
    }

    /// <summary>FNV-1a of 32 bits.</summary>
    private static uint Hash(string key)
    {
        uint hash = 2166136261;
        foreach (byte part in Encoding.UTF8.GetBytes(key))
        {
            hash = unchecked((hash ^ part) * 16777619);
        }

        return hash;
    }

    private static string Format(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
