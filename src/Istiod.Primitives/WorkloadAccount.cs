namespace Istiod.Primitives;

/// <summary>A service account in a namespace: who a workload is inside its trust domain.</summary>
public readonly record struct WorkloadAccount(string Namespace, string ServiceAccount);
