namespace Istiod.Security;

/// <summary>A certificate was not issued.</summary>
/// <remarks>istiod: security/pkg/pki/error/error.go.</remarks>
public sealed class IssueException : Exception
{
    /// <summary>An exception of one kind; callers see the message.</summary>
    public IssueException(IssueFault fault, string message, Exception? inner = null)
        : base(message, inner) => Fault = fault;

    /// <summary>What kind.</summary>
    public IssueFault Fault { get; }

    /// <summary>The kind's name in metrics.</summary>
    public string Label => Fault switch
    {
        IssueFault.NotReady => "CA_NOT_READY",
        IssueFault.Request => "CSR_ERROR",
        IssueFault.Lifetime => "TTL_ERROR",
        _ => "CERT_GEN_ERROR",
    };
}
