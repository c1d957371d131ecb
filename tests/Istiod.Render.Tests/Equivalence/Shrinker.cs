namespace Istiod.Render.Tests.Equivalence;

/// <summary>Makes a failing run short: drops what it fails without.</summary>
internal static class Shrinker
{
    private const int MaxAttempts = 400;

    /// <param name="fails">Whether these turns still fail.</param>
    public static List<List<MeshEdit>> Shrink(List<List<MeshEdit>> turns, Func<List<List<MeshEdit>>, bool> fails)
    {
        int attempts = 0;
        bool isSmaller = true;
        while (isSmaller && attempts < MaxAttempts)
        {
            isSmaller = false;
            for (int turn = turns.Count - 1; turn >= 0 && attempts < MaxAttempts; turn--)
            {
                List<List<MeshEdit>> without = [.. turns];
                without.RemoveAt(turn);
                attempts++;
                if (without.Count > 0 && fails(without))
                {
                    turns = without;
                    isSmaller = true;
                    continue;
                }

                // Half of a turn's edits at a time, then a quarter…
                for (int size = Math.Max(1, turns[turn].Count / 2); size > 0; size /= 2)
                {
                    for (int at = turns[turn].Count - size; at >= 0 && attempts < MaxAttempts; at -= size)
                    {
                        List<List<MeshEdit>> smaller = [.. turns];
                        smaller[turn] = [.. turns[turn]];
                        smaller[turn].RemoveRange(at, Math.Min(size, smaller[turn].Count - at));
                        attempts++;
                        if (fails(smaller))
                        {
                            turns = smaller;
                            isSmaller = true;
                        }
                    }
                }
            }
        }

        return turns;
    }
}
