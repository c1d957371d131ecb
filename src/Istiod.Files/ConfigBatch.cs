using Istiod.Primitives;


namespace Istiod.Files;

/// <summary>Changes since the last batch: each object at most once, in the order of creation; deletions first.</summary>
/// <param name="Changes">Only objects that differ from what was given before.</param>
/// <param name="Findings">New faults of the files that were read for this batch.</param>
public sealed record ConfigBatch(IReadOnlyList<ConfigChange> Changes, IReadOnlyList<Finding> Findings);
