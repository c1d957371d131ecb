namespace Istiod.Model;

/// <summary>Mutual TLS that a workload asks of its callers.</summary>
public enum MtlsMode
{
    /// <summary>Nothing is said (outside the mesh, or no policy and none inherited).</summary>
    Unknown,

    /// <summary>Plain text only.</summary>
    Disable,

    /// <summary>Both.</summary>
    Permissive,

    /// <summary>Mutual TLS only.</summary>
    Strict,
}
