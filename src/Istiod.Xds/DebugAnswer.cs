namespace Istiod.Xds;

/// <summary>The content of a response to a debug request.</summary>
/// <param name="Items">Resources, in the order they are sent.</param>
/// <param name="ControlPlane">Identifier of the control plane; empty leaves the field out.</param>
public sealed record DebugAnswer(IReadOnlyList<DebugItem> Items, string ControlPlane = "");

/// <summary>One resource of it.</summary>
/// <param name="Name">Its name, which the delta variant tells; may be empty.</param>
/// <param name="TypeUrl">Type of <paramref name="Value"/>, which may differ from the request's.</param>
/// <param name="Value">The bytes, not changed any more.</param>
public sealed record DebugItem(string Name, string TypeUrl, ReadOnlyMemory<byte> Value);
