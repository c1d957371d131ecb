using System.Text;

namespace Istiod.Config.Json;

/// <summary>Gives one string for equal short ASCII texts. Direct-mapped: bounded, lock-free, and a lost race costs only a copy.</summary>
internal static class Utf8Interner
{
    private const int MaxLength = 96;
    private const int Slots = 1 << 15;
    private static readonly string?[] s_slots = new string?[Slots];

    public static string Get(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length is 0)
        {
            return "";
        }

        if (utf8.Length > MaxLength)
        {
            return Encoding.UTF8.GetString(utf8);
        }

        // FNV-1a: short texts, and the table tolerates a poor spread.
        uint hash = 2166136261;
        foreach (byte b in utf8)
        {
            hash = (hash ^ b) * 16777619;
        }

        ref string? slot = ref s_slots[(hash ^ (hash >> 15)) & (Slots - 1)];
        string? known = slot;
        if (known is not null && known.Length == utf8.Length && Ascii.Equals(utf8, known))
        {
            return known;
        }

        string text = Encoding.UTF8.GetString(utf8);
        slot = text;
        return text;
    }
}
