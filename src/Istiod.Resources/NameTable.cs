using System.Text;
using Istiod.Primitives;

namespace Istiod.Resources;

/// <summary>Finds a view's resource by the UTF-8 form of its name: a hash table with open addressing, made once.</summary>
internal sealed class NameTable
{
    private readonly XdsResource[] _sorted;
    private readonly int[] _slots;

    public NameTable(XdsResource[] sorted)
    {
        _sorted = sorted;
        int size = 4;
        while (size < sorted.Length * 2)
        {
            size *= 2;
        }

        _slots = new int[size];
        Span<byte> scratch = stackalloc byte[512];
        for (int i = 0; i < sorted.Length; i++)
        {
            string name = sorted[i].Name;
            int length = sorted[i].NameLength;
            Span<byte> utf8 = length <= scratch.Length ? scratch[..length] : new byte[length];
            Encoding.UTF8.GetBytes(name, utf8);
            int at = Start(utf8);
            while (_slots[at] != 0)
            {
                at = (at + 1) & (_slots.Length - 1);
            }

            _slots[at] = i + 1;
        }
    }

    public int IndexOf(ReadOnlySpan<byte> name)
    {
        for (int at = Start(name); _slots[at] != 0; at = (at + 1) & (_slots.Length - 1))
        {
            if (SameName(_sorted[_slots[at] - 1], name))
            {
                return _slots[at] - 1;
            }
        }

        return -1;
    }

    // Equal lengths in bytes and chars mean ASCII only, for every char beyond ASCII takes more bytes than chars.
    private static bool SameName(XdsResource resource, ReadOnlySpan<byte> name) =>
        resource.NameLength == name.Length
        && (resource.Name.Length == name.Length
            ? Ascii.Equals(name, resource.Name)
            : string.Equals(Encoding.UTF8.GetString(name), resource.Name, StringComparison.Ordinal));

    private int Start(ReadOnlySpan<byte> name) => (int)ContentHash.Of(name).Low & (_slots.Length - 1);
}
