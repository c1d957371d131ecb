using System.Diagnostics.CodeAnalysis;
using Istiod.Primitives;

namespace Istiod.Config;

/// <summary>An object, or what keeps it from being one.</summary>
/// <param name="Object">The object; null if there are findings.</param>
/// <param name="Findings">Faults, empty if the object was read.</param>
public readonly record struct DecodeResult(ConfigObject? Object, ValueArray<Finding> Findings)
{
    /// <summary>Whether there is an object.</summary>
    [MemberNotNullWhen(true, nameof(Object))]
    public bool IsOk => Object is not null;
}
