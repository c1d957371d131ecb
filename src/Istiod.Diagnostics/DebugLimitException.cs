namespace Istiod.Diagnostics;

/// <summary>The answer of a debug page is too long for the way it was asked.</summary>
public sealed class DebugLimitException(int limit) : IOException($"the answer is longer than {limit} bytes");
