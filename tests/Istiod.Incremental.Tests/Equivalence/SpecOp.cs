namespace Istiod.Incremental.Tests.Equivalence;

/// <summary>One read of a made-up function.</summary>
/// <param name="Kind">0 get, 1 lookup, 2 all, 3 memo.</param>
/// <param name="Target">Which collection, index or memo.</param>
/// <param name="Offset">Is added to the running value to make the key.</param>
/// <param name="Parity">0 or 1: the read happens only if the running value has this parity; 2: always.</param>
internal sealed record SpecOp(int Kind, int Target, int Offset, int Parity);
