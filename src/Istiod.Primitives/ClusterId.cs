namespace Istiod.Primitives;

/// <summary>Name of one Kubernetes cluster (never an Envoy cluster), as in node metadata CLUSTER_ID.</summary>
public readonly record struct ClusterId(string Value)
{
    /// <summary>No cluster: mesh-wide config and made-up objects.</summary>
    public static readonly ClusterId None = new("");

    /// <inheritdoc/>
    public override string ToString() => Value ?? "";
}
