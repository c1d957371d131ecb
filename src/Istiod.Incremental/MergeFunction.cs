namespace Istiod.Incremental;

/// <summary>Makes one value of what two or more inputs gave for the same output key.</summary>
/// <remarks>Pure. Called only for two or more contributions, which come in input-key order; one alone is taken as it is.</remarks>
public delegate VO MergeFunction<KI, KO, VO>(KO key, ReadOnlySpan<KeyValuePair<KI, VO>> contributions);
