namespace Istiod.Security;

/// <summary>Settings of a <see cref="RegistrationAuthority"/>.</summary>
public sealed record RegistrationOptions
{
    /// <summary>Signer for requests that name none (<c>K8S_SIGNER</c>); may be empty.</summary>
    public string DefaultSigner { get; init; } = "";

    /// <summary>Domain of signers that requests name (<c>CERT_SIGNER_DOMAIN</c>); empty allows none to be named.</summary>
    public string SignerDomain { get; init; } = "";

    /// <summary>Root certificates from a file; empty if there is none.</summary>
    public string RootsPem { get; init; } = "";

    /// <summary>How long certificates may live.</summary>
    public CertificateLifetimes Lifetimes { get; init; } = CertificateLifetimes.Usual;

    /// <summary>Root certificates of a signer by mesh config (<c>caCertificates</c>); empty if it names none. Asked for each request.</summary>
    public Func<string, string> RootsOf { get; init; } = static _ => "";
}
