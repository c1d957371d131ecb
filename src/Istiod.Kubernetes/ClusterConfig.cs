namespace Istiod.Kubernetes;

/// <summary>Where a cluster's API server is and what it takes to be let in.</summary>
public sealed class ClusterConfig
{
    /// <summary>Base address; may have a path.</summary>
    public required Uri Server { get; init; }

    /// <summary>PEM of one or more CAs; <c>null</c> for the system's.</summary>
    public Credential? Authorities { get; init; }

    /// <summary>PEM of the client certificate and its chain.</summary>
    public Credential? ClientCertificate { get; init; }

    /// <summary>PEM of the client key.</summary>
    public Credential? ClientKey { get; init; }

    /// <summary>Bearer token.</summary>
    public Credential? Token { get; init; }

    /// <summary><c>user:password</c>; empty for none.</summary>
    public string BasicAuthentication { get; init; } = "";

    /// <summary>Name that the server's certificate must have; empty for the host of <see cref="Server"/>.</summary>
    public string ServerName { get; init; } = "";

    /// <summary>Whether the server's certificate is taken as it is.</summary>
    public bool SkipsVerification { get; init; }

    /// <summary>HTTP proxy on the way.</summary>
    public Uri? Proxy { get; init; }
}
