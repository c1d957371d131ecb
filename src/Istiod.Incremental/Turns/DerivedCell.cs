namespace Istiod.Incremental.Turns;

/// <summary>What a derived node keeps for one input key: what it read, and which output keys it gave.</summary>
internal struct DerivedCell<KO>
{
    /// <summary>Sorted read edges; null when it read nothing.</summary>
    internal ulong[]? Reads;

    private KO[]? _many;
    private KO _one;

    /// <summary>Has to run in this turn.</summary>
    internal bool IsDirty;

    /// <summary>Its input left in this turn.</summary>
    internal bool IsRemoved;

    /// <summary>Its last run threw; outputs are those of the last good run.</summary>
    internal bool IsFailed;

    internal int OutputCount { get; private set; }

    /// <summary>The output keys in key order.</summary>
    [System.Diagnostics.CodeAnalysis.UnscopedRef]
    internal readonly ReadOnlySpan<KO> Outputs => _many ?? new ReadOnlySpan<KO>(in _one)[..OutputCount];

    internal void SetOutputs<V>(ReadOnlySpan<KeyValuePair<KO, V>> outputs)
    {
        OutputCount = outputs.Length;
        _one = outputs.Length == 1 ? outputs[0].Key : default!; // not read unless OutputCount is 1
        if (outputs.Length < 2)
        {
            _many = null;
            return;
        }

        if (_many?.Length != outputs.Length)
        {
            _many = new KO[outputs.Length];
        }

        for (int i = 0; i < outputs.Length; i++)
        {
            _many[i] = outputs[i].Key;
        }
    }
}
