namespace Istiod.Incremental.Tests.Equivalence;

/// <summary>A made-up pure function: reads that depend on earlier reads, a value, 0..2 outputs.</summary>
internal sealed record SpecFunction(SpecOp[] Ops, int Modulus, int Spread)
{
    internal const int Keys = 12;

    internal int Run(int start, ISpecReads reads)
    {
        int running = start;
        foreach (SpecOp op in Ops)
        {
            if (op.Parity < 2 && running % 2 != op.Parity)
            {
                continue;
            }

            int key = (running + op.Offset) % Keys;
            switch (op.Kind)
            {
                case 0:
                    running = Fold(running, reads.Get(op.Target, key));
                    break;
                case 1:
                    running = Fold(running, reads.Lookup(op.Target, key % 5));
                    break;
                case 2:
                    running = Fold(running, reads.All(op.Target));
                    break;
                default:
                    running = Fold(running, reads.Memo(op.Target, key));
                    break;
            }
        }

        return running;
    }

    /// <summary>The outputs of one input: keys differ, values are coarse, so that waves get cut off.</summary>
    internal List<(int Key, int Value)> Outputs(int key, int value, ISpecReads reads)
    {
        int running = Run(value, reads);
        List<(int Key, int Value)> outputs = [];
        for (int i = 0; i < (running + 1) % 3; i++)
        {
            outputs.Add(((key + (i * Spread) + (running % 2)) % Keys, (running + i) % Modulus));
        }

        if (outputs.Count == 2 && outputs[0].Key == outputs[1].Key)
        {
            outputs.RemoveAt(1);
        }

        return outputs;
    }

    internal static int Merge(int merged, int contribution) => ((merged * 5) + contribution + 1) % 17;

    internal static void IndexKeys(int index, int key, int value, Action<int> add)
    {
        add((value + index) % 3);
        if (value % 2 == 0)
        {
            add((key % 2) + 3);
        }
    }

    private static int Fold(int running, int value) => ((running * 7) + value + 2) % 1009;

    private static int Fold(int running, List<int> values)
    {
        running = Fold(running, values.Count);
        foreach (int value in values)
        {
            running = Fold(running, value);
        }

        return running;
    }
}
