using Istiod.Incremental.Maps;

namespace Istiod.Incremental.Turns;

/// <summary>Turns contributions of single inputs into the values of output keys.</summary>
/// <remarks>
/// A key that one input gives holds that contribution as it is. When a second input gives it too, all contributions are kept and
/// merged in input-key order, so the result never depends on the order of events. Without a merge function the first input wins and
/// the clash is an error of the turn.
/// </remarks>
internal sealed class OutputTable<KI, KO, VO>(
    string name, MapBuilder<KO, VO> builder, IComparer<KI> inputOrder, IEqualityComparer<VO> equality, MergeFunction<KI, KO, VO>? merge)
    where KI : notnull
    where KO : notnull
{
    private readonly Dictionary<KO, SharedOutput<KI, VO>> _shared = [];
    private readonly Dictionary<KO, KI>? _owners = merge is null ? null : [];
    private readonly HashSet<KO> _remerge = [];
    private readonly HashSet<KO> _clashes = [];

    /// <summary>Output keys whose value may have changed in this turn.</summary>
    internal HashSet<KO> Touched { get; } = [];

    /// <summary>Finds, without an owner table, who gave a key: (key, the input that is asking) → owner.</summary>
    internal Func<KO, KI, KI>? FindOwner { get; set; }

    internal void Remove(KI input, KO key)
    {
        Touched.Add(key);
        if (_shared.Count > 0 && _shared.TryGetValue(key, out SharedOutput<KI, VO>? shared))
        {
            shared.Remove(input);
            if (shared.Count > 1)
            {
                _remerge.Add(key);
                return;
            }

            _shared.Remove(key);
            builder.Set(key, shared.First.Value);
            _owners?[key] = shared.First.Key;
            return;
        }

        builder.Remove(key);
        _owners?.Remove(key);
    }

    /// <summary>Takes a contribution; <paramref name="wasGiven"/> when the same input gave the key in its run before.</summary>
    /// <returns>Whether the contribution is new or differs from the one before.</returns>
    internal bool Set(KI input, KO key, VO value, bool wasGiven)
    {
        if (_shared.Count > 0 && _shared.TryGetValue(key, out SharedOutput<KI, VO>? shared))
        {
            if (shared.TryGet(input, out VO before) && equality.Equals(before, value))
            {
                return false;
            }

            if (shared.Set(input, value))
            {
                _clashes.Add(key);
            }

            Touched.Add(key);
            _remerge.Add(key);
            return true;
        }

        if (!builder.TryGet(key, out VO old))
        {
            builder.Set(key, value);
            _owners?[key] = input;
        }
        else if (wasGiven)
        {
            if (equality.Equals(old, value))
            {
                return false;
            }

            builder.Set(key, value);
        }
        else
        {
            KI owner = _owners is not null ? _owners[key] : FindOwner!(key, input); // set at wiring
            _owners?.Remove(key);
            shared = new SharedOutput<KI, VO>(inputOrder);
            shared.Set(owner, old);
            shared.Set(input, value);
            _shared.Add(key, shared);
            _remerge.Add(key);
            _clashes.Add(key);
        }

        Touched.Add(key);
        return true;
    }

    /// <summary>Forgets the touched keys; gives back memory that a large turn needed.</summary>
    internal void Reset()
    {
        if (Touched.Count > 1024)
        {
            Touched.Clear();
            Touched.TrimExcess();
        }
        else
        {
            Touched.Clear();
        }
    }

    /// <summary>The contribution of an input as it is stored.</summary>
    internal bool TryGet(PersistentMap<KO, VO> map, KI input, KO key, out VO value) =>
        _shared.TryGetValue(key, out SharedOutput<KI, VO>? shared) ? shared.TryGet(input, out value) : map.TryGet(key, out value);

    /// <summary>Merges what has to be merged again; after all contributions of the turn.</summary>
    internal void Merge(Turn turn)
    {
        foreach (KO key in _remerge)
        {
            if (_shared.TryGetValue(key, out SharedOutput<KI, VO>? shared))
            {
                builder.Set(key, Merged(turn, key, shared));
            }
        }

        _remerge.Clear();
        _clashes.Clear();
    }

    /// <summary>What the stored contributions give when merged now; used to verify.</summary>
    internal void Verify(Verification verification, PersistentMap<KO, VO> map)
    {
        foreach (KeyValuePair<KO, SharedOutput<KI, VO>> shared in _shared)
        {
            VO expected = merge is null ? shared.Value.First.Value : merge(shared.Key, shared.Value.Items);
            if (!map.TryGet(shared.Key, out VO value) || !equality.Equals(value, expected))
            {
                verification.Report(name, shared.Key, "the merged value differs from a fresh merge");
            }
        }
    }

    private VO Merged(Turn turn, KO key, SharedOutput<KI, VO> shared)
    {
        if (merge is null)
        {
            if (_clashes.Contains(key))
            {
                turn.Errors.Add(new TurnError(
                    name, key.ToString() ?? "", $"{shared.Count} inputs give this key, no merge is declared; {shared.First.Key} wins", null));
            }

            return shared.First.Value;
        }

        try
        {
            return merge(key, shared.Items);
        }
        catch (Exception exception)
        {
            // The user's merge failed: the key keeps its last good value.
            turn.Fail(name, key, exception);
            return builder.TryGet(key, out VO last) ? last : shared.First.Value;
        }
    }
}
