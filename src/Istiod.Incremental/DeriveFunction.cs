namespace Istiod.Incremental;

/// <summary>Makes 0..n outputs of one input entry.</summary>
/// <remarks>
/// Must be pure: no I/O, clock or mutable state; all else it needs comes through <paramref name="reads"/>. It runs again when its
/// input or anything it read changes, at most once a turn. An exception keeps the key's last good outputs and is reported.
/// </remarks>
public delegate void DeriveFunction<KI, VI, KO, VO>(KI key, VI value, Reads reads, Output<KO, VO> output)
    where KO : notnull;
