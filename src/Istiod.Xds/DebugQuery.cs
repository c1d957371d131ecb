namespace Istiod.Xds;

/// <summary>One request of a debug type.</summary>
/// <param name="TypeUrl">The type, as sent.</param>
/// <param name="Names">The names asked for, each once; no more than two of them, as nobody may ask for more than one.</param>
/// <param name="Connection">Who asks.</param>
public sealed record DebugQuery(string TypeUrl, IReadOnlyList<string> Names, XdsConnection Connection);
