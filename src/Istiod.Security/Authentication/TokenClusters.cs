using Istiod.Primitives;

namespace Istiod.Security;

/// <summary>Which API server vouches for tokens of which cluster.</summary>
/// <remarks>
/// A caller names its cluster; only that cluster's API server is asked, so a remote one can vouch for its own callers only. istiod:
/// security/pkg/server/ca/authenticate/kubeauth/kube_jwt.go:getKubeClient.
/// </remarks>
public sealed class TokenClusters
{
    private readonly ITokenReviewer _local;
    private readonly ClusterId _localCluster;
    private readonly IReadOnlyDictionary<string, string> _aliases;
    private readonly Func<ClusterId, ITokenReviewer?> _remote;

    /// <summary>Clusters by name.</summary>
    /// <param name="local">The cluster istiod runs in.</param>
    /// <param name="localCluster">Its name.</param>
    /// <param name="aliases">Other names of clusters (<c>--clusterAliases</c>).</param>
    /// <param name="remote">Remote clusters; <c>null</c> for one that is not known.</param>
    public TokenClusters(
        ITokenReviewer local, ClusterId localCluster, IReadOnlyDictionary<string, string> aliases, Func<ClusterId, ITokenReviewer?> remote)
    {
        _local = local;
        _localCluster = localCluster;
        _aliases = aliases;
        _remote = remote;
    }

    /// <summary>Who reviews tokens of a cluster.</summary>
    /// <param name="named">As the caller said; empty for none.</param>
    /// <param name="cluster">Its real name.</param>
    /// <returns><c>null</c> if the cluster is not known.</returns>
    public ITokenReviewer? Find(string named, out ClusterId cluster)
    {
        string alias = _aliases.GetValueOrDefault(named, "");
        if (named.Length == 0 || named == _localCluster.Value || (alias.Length > 0 && alias == _localCluster.Value))
        {
            cluster = _localCluster;
            return _local;
        }

        cluster = new ClusterId(named);
        if (_remote(cluster) is { } remote)
        {
            return remote;
        }

        cluster = new ClusterId(alias);
        return alias.Length > 0 ? _remote(cluster) : null;
    }
}
