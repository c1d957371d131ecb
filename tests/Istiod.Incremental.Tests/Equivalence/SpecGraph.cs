namespace Istiod.Incremental.Tests.Equivalence;

/// <summary>A <see cref="GraphSpec"/> wired in the engine.</summary>
internal sealed class SpecGraph
{
    private readonly Collection<int, int>[] _collections;
    private readonly Index<int, int, int>[] _indexes;

    internal SpecGraph(GraphSpec spec)
    {
        Graph = new Graph(new GraphOptions { KeepLedger = true, UnreferencedMemoCapacity = 1000 });
        _collections = new Collection<int, int>[spec.CollectionCount];
        _indexes = new Index<int, int, int>[spec.CollectionCount];
        Memos = new Memo<int, int>[spec.Memos.Length];
        for (int i = 0; i < spec.CollectionCount; i++)
        {
            _collections[i] = i < GraphSpec.Sources
                ? Graph.AddSource<int, int>("c" + i)
                : Derive(i, spec.Inputs[i - GraphSpec.Sources], spec.Derived[i - GraphSpec.Sources]);
            int number = i;
            _indexes[i] = Graph.AddIndex<int, int, int>(
                "i" + i, _collections[i], (key, value, sink) => SpecFunction.IndexKeys(number, key, value, sink.Add));
        }

        for (int i = 0; i < Memos.Length; i++)
        {
            SpecFunction function = spec.Memos[i];
            Memos[i] = Graph.AddMemo<int, int>("m" + i, (key, reads) => function.Run(key, new EngineReads(this, reads)) % function.Modulus);
        }

        Memo<int, int> members = Memos[^1];
        View = Graph.AddView<int, int, int, string>(
            "v",
            members,
            (key, reads) =>
            {
                int[] values = new int[SpecFunction.Keys];
                Array.Fill(values, -1);
                int count = reads.TryGet(_collections[^1], key, out int value) ? value : 1;
                for (int i = 0; i < count; i++)
                {
                    int member = (key + (i * 5)) % SpecFunction.Keys;
                    values[member] = reads.Get(members, member);
                }

                return string.Join(',', values);
            },
            (key, before, changes) =>
            {
                string[] values = before.Split(',');
                foreach (KeyValuePair<int, int> change in changes)
                {
                    values[change.Key] = change.Value.ToString(System.Globalization.CultureInfo.InvariantCulture);
                }

                return string.Join(',', values);
            });
        Graph.Build();
    }

    internal Graph Graph { get; }

    internal Memo<int, int>[] Memos { get; }

    /// <summary>A view over the last memo; its members depend on the last collection.</summary>
    internal Memo<int, string> View { get; }

    internal Source<int, int> Source(int number) => (Source<int, int>)_collections[number];

    internal Collection<int, int> Collection(int number) => _collections[number];

    internal void DemandAll(Revision revision)
    {
        foreach (Memo<int, int> memo in Memos)
        {
            for (int key = 0; key < SpecFunction.Keys; key++)
            {
                revision.Get(memo, key);
            }
        }
    }

    private Derived<int, int> Derive(int number, int input, SpecFunction function) =>
        Graph.Derive<int, int, int, int>(
            "c" + number,
            _collections[input],
            (key, value, reads, output) =>
            {
                foreach ((int outKey, int outValue) in function.Outputs(key, value, new EngineReads(this, reads)))
                {
                    output.Add(outKey, outValue);
                }
            },
            merge: (key, contributions) =>
            {
                int merged = contributions[0].Value;
                for (int i = 1; i < contributions.Length; i++)
                {
                    merged = SpecFunction.Merge(merged, contributions[i].Value);
                }

                return merged;
            });

    private sealed class EngineReads(SpecGraph graph, Reads reads) : ISpecReads
    {
        public int Get(int collection, int key) => reads.TryGet(graph._collections[collection], key, out int value) ? value : -1;

        public List<int> Lookup(int index, int key) => Flatten(reads.Lookup(graph._indexes[index], key));

        public List<int> All(int collection) => Flatten(reads.All(graph._collections[collection]));

        public int Memo(int memo, int key) => reads.Get(graph.Memos[memo], key);

        private static List<int> Flatten(Entries<int, int> entries)
        {
            List<int> flat = [];
            foreach ((int key, int value) in entries)
            {
                flat.Add(key);
                flat.Add(value);
            }

            return flat;
        }
    }
}
