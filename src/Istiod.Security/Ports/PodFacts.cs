namespace Istiod.Security;

/// <summary>What impersonation needs to know of a pod.</summary>
/// <param name="Uid">metadata.uid.</param>
/// <param name="ServiceAccount">spec.serviceAccountName.</param>
/// <param name="Node">spec.nodeName; empty before it is scheduled.</param>
public readonly record struct PodFacts(string Uid, string ServiceAccount, string Node);
