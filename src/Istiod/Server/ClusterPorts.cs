using Istiod.Security;

namespace Istiod.Server;

/// <summary>What certificates and authentication need of a cluster; all <c>null</c> where there is none.</summary>
internal sealed record ClusterPorts
{
    /// <summary>Keeps the key of a self-made CA; without it the key lives as long as the process.</summary>
    public IKeyStore? Keys { get; init; }

    /// <summary>Reviews tokens of the own cluster; without it no Kubernetes token is known.</summary>
    public ITokenReviewer? Tokens { get; init; }

    /// <summary>Reviewers of remote clusters by name.</summary>
    public Func<Primitives.ClusterId, ITokenReviewer?> RemoteTokens { get; init; } = static _ => null;

    /// <summary>Pods by node; without it nobody may impersonate.</summary>
    public IPodDirectory? Pods { get; init; }

    /// <summary>The CSR API; without it there is no registration authority.</summary>
    public IRequestSigner? Signer { get; init; }
}
