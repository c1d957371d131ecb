namespace Istiod.Incremental;

/// <summary>A key whose stored state is not what a fresh computation gives: a read was not recorded, or a function is not pure.</summary>
/// <param name="Node">The collection, index or memo.</param>
/// <param name="Key">The key as text.</param>
/// <param name="Message">What differs.</param>
public sealed record VerifyFinding(string Node, string Key, string Message);
