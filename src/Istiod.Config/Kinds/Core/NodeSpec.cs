using Istiod.Primitives;

namespace Istiod.Config.Kinds.Core;

/// <summary>What we read of a Node's spec and status; localities are in its labels.</summary>
/// <param name="Addresses">In the order of the object.</param>
/// <param name="TaintKeys">Keys of its taints.</param>
/// <param name="KubeletVersion">E.g. <c>v1.33.1</c>, or empty.</param>
public sealed record NodeSpec(ValueArray<NodeAddress> Addresses, ValueArray<string> TaintKeys, string KubeletVersion);
