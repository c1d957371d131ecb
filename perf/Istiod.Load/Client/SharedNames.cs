using System.IO.Hashing;

namespace Istiod.Load.Client;

/// <summary>Keeps one list for all streams that ask for the same names.</summary>
internal static class SharedNames
{
    private static readonly Dictionary<UInt128, IReadOnlyList<byte[]>> Known = [];

    public static IReadOnlyList<byte[]> Share(List<byte[]> names)
    {
        XxHash128 hash = new();
        foreach (byte[] name in names)
        {
            hash.Append(name);
            hash.Append([0]);
        }

        lock (Known)
        {
            return Known.TryGetValue(hash.GetCurrentHashAsUInt128(), out IReadOnlyList<byte[]>? known)
                ? known
                : Known[hash.GetCurrentHashAsUInt128()] = names;
        }
    }
}
