namespace Istiod.Incremental.Tests.Equivalence;

/// <summary>
/// The same graph without any cleverness: computes everything afresh each turn, remembers what each key read and got, and so knows
/// which keys had to run.
/// </summary>
internal sealed class GraphModel(GraphSpec spec)
{
    private SortedDictionary<int, int>[] _state = Empty(spec);
    private Dictionary<(int Node, int Key), Run> _runs = [];
    private Dictionary<(int Memo, int Key), Run> _memoRuns = [];

    internal SortedDictionary<int, int> State(int collection) => _state[collection];

    internal int MemoValue(int memo, int key) => _memoRuns[(memo, key)].Value;

    /// <summary>Moves to new sources.</summary>
    /// <param name="sources">The contents of the sources.</param>
    /// <param name="ran">The (collection, key) that had to run.</param>
    /// <param name="memosRan">The (memo, key) that had to be computed, if all keys are demanded.</param>
    internal void Turn(SortedDictionary<int, int>[] sources, HashSet<(int Node, int Key)> ran, HashSet<(int Memo, int Key)> memosRan)
    {
        SortedDictionary<int, int>[] before = _state;
        _state = Empty(spec);
        Dictionary<(int Node, int Key), Run> runs = [];
        for (int i = 0; i < GraphSpec.Sources; i++)
        {
            _state[i] = new SortedDictionary<int, int>(sources[i]);
        }

        for (int i = GraphSpec.Sources; i < spec.CollectionCount; i++)
        {
            Derive(i, before, runs, ran);
        }

        _runs = runs;
        Dictionary<(int Memo, int Key), Run> memos = [];
        for (int memo = 0; memo < spec.Memos.Length; memo++)
        {
            for (int key = 0; key < SpecFunction.Keys; key++)
            {
                ModelReads reads = new(_state, memos);
                int value = spec.Memos[memo].Run(key, reads) % spec.Memos[memo].Modulus;
                if (!_memoRuns.TryGetValue((memo, key), out Run? old) || !old.IsStillTrue(_state, memos))
                {
                    memosRan.Add((memo, key));
                }

                memos[(memo, key)] = new Run(value, reads.Facts);
            }
        }

        _memoRuns = memos;
    }

    private static SortedDictionary<int, int>[] Empty(GraphSpec spec)
    {
        SortedDictionary<int, int>[] state = new SortedDictionary<int, int>[spec.CollectionCount];
        for (int i = 0; i < state.Length; i++)
        {
            state[i] = [];
        }

        return state;
    }

    private void Derive(
        int node, SortedDictionary<int, int>[] before, Dictionary<(int Node, int Key), Run> runs, HashSet<(int Node, int Key)> ran)
    {
        int input = spec.Inputs[node - GraphSpec.Sources];
        HashSet<int> given = [];
        foreach ((int key, int value) in _state[input])
        {
            ModelReads reads = new(_state, []);
            foreach ((int outKey, int outValue) in spec.Derived[node - GraphSpec.Sources].Outputs(key, value, reads))
            {
                _state[node][outKey] = given.Add(outKey) ? outValue : SpecFunction.Merge(_state[node][outKey], outValue);
            }

            bool isSameInput = before[input].TryGetValue(key, out int old) && old == value;
            if (!isSameInput || !_runs[(node, key)].IsStillTrue(_state, []))
            {
                ran.Add((node, key));
            }

            runs[(node, key)] = new Run(0, reads.Facts);
        }
    }

    /// <summary>What one key gave, and each thing it read with what it got.</summary>
    private sealed record Run(int Value, List<(int Kind, int Target, int Key, List<int> Got)> Facts)
    {
        internal bool IsStillTrue(SortedDictionary<int, int>[] state, Dictionary<(int Memo, int Key), Run> memos)
        {
            ModelReads reads = new(state, memos);
            foreach ((int kind, int target, int key, List<int> got) in Facts)
            {
                if (!reads.Ask(kind, target, key).SequenceEqual(got))
                {
                    return false;
                }
            }

            return true;
        }
    }

    private sealed class ModelReads(SortedDictionary<int, int>[] state, Dictionary<(int Memo, int Key), Run> memos) : ISpecReads
    {
        internal List<(int Kind, int Target, int Key, List<int> Got)> Facts { get; } = [];

        public int Get(int collection, int key) => Note(0, collection, key)[0];

        public List<int> Lookup(int index, int key) => Note(1, index, key);

        public List<int> All(int collection) => Note(2, collection, 0);

        public int Memo(int memo, int key) => Note(3, memo, key)[0];

        internal List<int> Ask(int kind, int target, int key)
        {
            List<int> got = [];
            switch (kind)
            {
                case 0:
                    got.Add(state[target].TryGetValue(key, out int value) ? value : -1);
                    break;
                case 3:
                    got.Add(memos[(target, key)].Value);
                    break;
                default:
                    foreach ((int entryKey, int entryValue) in state[target])
                    {
                        bool isMember = kind == 2;
                        SpecFunction.IndexKeys(target, entryKey, entryValue, indexKey => isMember |= indexKey == key);
                        if (isMember)
                        {
                            got.Add(entryKey);
                            got.Add(entryValue);
                        }
                    }

                    break;
            }

            return got;
        }

        private List<int> Note(int kind, int target, int key)
        {
            List<int> got = Ask(kind, target, key);
            Facts.Add((kind, target, key, got));
            return got;
        }
    }
}
