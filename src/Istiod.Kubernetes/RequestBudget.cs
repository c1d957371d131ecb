namespace Istiod.Kubernetes;

/// <summary>Whose rate a request counts against, so that a flood of one sort never starves another.</summary>
public enum RequestBudget
{
    /// <summary>Reads, watches and writes: the flags' QPS and burst.</summary>
    Common,

    /// <summary>TokenReviews and SubjectAccessReviews, which strangers can cause.</summary>
    Reviews,

    /// <summary>Leader locks.</summary>
    Leases,
}
