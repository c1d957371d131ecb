using System.Diagnostics.CodeAnalysis;

namespace Istiod.Incremental;

/// <summary>Keeps throwing out of the callers' bodies.</summary>
internal static class Throw
{
    [DoesNotReturn]
    internal static void Invalid(string message) => throw new InvalidOperationException(message);
}
