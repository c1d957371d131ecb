namespace Istiod.Incremental.Tests.Equivalence;

/// <summary>A made-up graph: collections 0 and 1 are sources, the rest derived; every collection has an index of its number.</summary>
internal sealed class GraphSpec
{
    internal const int Sources = 2;

    private GraphSpec(int[] inputs, SpecFunction[] derived, SpecFunction[] memos)
    {
        Inputs = inputs;
        Derived = derived;
        Memos = memos;
    }

    /// <summary>The input collection of each derived one.</summary>
    internal int[] Inputs { get; }

    internal SpecFunction[] Derived { get; }

    internal SpecFunction[] Memos { get; }

    internal int CollectionCount => Sources + Derived.Length;

    internal static GraphSpec Random(int seed)
    {
        Random random = new(seed);
        int count = random.Next(1, 6);
        int[] inputs = new int[count];
        SpecFunction[] derived = new SpecFunction[count];
        for (int i = 0; i < count; i++)
        {
            int before = Sources + i;
            inputs[i] = random.Next(before);
            derived[i] = Function(random, before, 0);
        }

        SpecFunction[] memos = new SpecFunction[random.Next(1, 4)];
        for (int i = 0; i < memos.Length; i++)
        {
            memos[i] = Function(random, Sources + count, i);
        }

        return new GraphSpec(inputs, derived, memos);
    }

    private static SpecFunction Function(Random random, int collections, int memos)
    {
        SpecOp[] ops = new SpecOp[random.Next(0, 5)];
        for (int i = 0; i < ops.Length; i++)
        {
            int kind = random.Next(memos > 0 ? 12 : 8) switch
            {
                < 4 => 0,
                < 7 => 1,
                7 => 2,
                _ => 3,
            };
            ops[i] = new SpecOp(kind, random.Next(kind == 3 ? memos : collections), random.Next(SpecFunction.Keys), random.Next(3));
        }

        return new SpecFunction(ops, random.Next(2, 7), random.Next(1, 4));
    }
}
