using Istiod.Primitives;

namespace Istiod.Incremental.Tests.Equivalence;

/// <summary>Turns numbers into edits, on the engine and on plain dictionaries.</summary>
internal sealed class SpecEdits
{
    private const int Partitions = 3;

    internal SortedDictionary<int, int>[] Sources { get; } = [[], []];

    /// <summary>Adds one edit to a batch.</summary>
    /// <param name="number">Any number; equal numbers are equal edits.</param>
    /// <returns>Whether the turn ends here.</returns>
    internal bool Add(int number, SpecGraph graph, ChangeBatch batch)
    {
        Random random = new(number);
        int source = random.Next(GraphSpec.Sources);
        int key = random.Next(SpecFunction.Keys);
        int value = random.Next(5);
        int kind = random.Next(20);
        SortedDictionary<int, int> plain = Sources[source];
        if (kind < 12)
        {
            batch.Upsert(graph.Source(source), PartitionOf(key), key, value);
            plain[key] = value;
        }
        else if (kind < 17)
        {
            batch.Delete(graph.Source(source), PartitionOf(key), key);
            plain.Remove(key);
        }
        else if (kind == 17)
        {
            batch.DropPartition(PartitionOf(key));
            Clear(Sources[0], key);
            Clear(Sources[1], key);
        }
        else
        {
            List<KeyValuePair<int, int>> all = [];
            for (int other = key % Partitions; other < SpecFunction.Keys; other += Partitions)
            {
                if (random.Next(2) == 0)
                {
                    all.Add(new(other, random.Next(5)));
                }
            }

            batch.Replace(graph.Source(source), PartitionOf(key), all);
            Clear(plain, key);
            foreach ((int allKey, int allValue) in all)
            {
                plain[allKey] = allValue;
            }
        }

        return random.Next(3) == 0;
    }

    private static ClusterId PartitionOf(int key) => new("p" + (key % Partitions));

    private static void Clear(SortedDictionary<int, int> plain, int key)
    {
        for (int other = key % Partitions; other < SpecFunction.Keys; other += Partitions)
        {
            plain.Remove(other);
        }
    }
}
