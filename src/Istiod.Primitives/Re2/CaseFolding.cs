namespace Istiod.Primitives.Re2;

/// <summary>Orbits of simple case folding: the code points that match each other when case does not count.</summary>
internal static class CaseFolding
{
    private static readonly Lazy<Dictionary<int, int[]>> Orbits = new(Load);

    /// <summary>All that match <paramref name="rune"/>, itself included and in order; null if that is it alone.</summary>
    public static int[]? Of(int rune) => Orbits.Value.GetValueOrDefault(rune);

    /// <summary>Adds what matches a member of the range.</summary>
    public static void AddEquivalents(RuneSetBuilder into, int first, int last)
    {
        Dictionary<int, int[]> orbits = Orbits.Value;
        if (last - first < orbits.Count)
        {
            for (int rune = first; rune <= last; rune++)
            {
                AddOrbit(into, orbits.GetValueOrDefault(rune));
            }

            return;
        }

        foreach ((int rune, int[] orbit) in orbits)
        {
            if (rune >= first && rune <= last)
            {
                AddOrbit(into, orbit);
            }
        }
    }

    private static void AddOrbit(RuneSetBuilder into, int[]? orbit)
    {
        foreach (int member in orbit.AsSpan())
        {
            into.Add(member, member);
        }
    }

    private static Dictionary<int, int[]> Load()
    {
        Dictionary<int, List<int>> byLeast = [];
        PackedNumbers packed = new(UnicodeData.Folds);
        int least = 0;
        while (packed.TryNext(out int step))
        {
            least += step;
            int distance = packed.Next();
            int count = packed.Next();
            int stride = 1 + (count & 1);
            for (int i = 0; i < count / 2; i++)
            {
                int first = least + (i * stride);
                if (!byLeast.TryGetValue(first, out List<int>? members))
                {
                    byLeast.Add(first, members = [first]);
                }

                members.Add(first + distance);
            }
        }

        Dictionary<int, int[]> orbits = [];
        foreach (List<int> members in byLeast.Values)
        {
            members.Sort();
            int[] orbit = [.. members];
            foreach (int member in orbit)
            {
                orbits[member] = orbit;
            }
        }

        return orbits;
    }
}
