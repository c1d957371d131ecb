using Istiod.Grpc;
using Istiod.Primitives;

namespace Istiod.Security;

/// <summary>Decides whether a node's proxy (ztunnel) may have a certificate of a workload: only of one that runs on its own node.</summary>
/// <remarks>
/// istiod: security/pkg/server/ca/node_auth.go. Differs: the wished identity's trust domain must be the mesh's; there it is not looked at.
/// </remarks>
public sealed class NodeAuthorizer
{
    private readonly HashSet<NamespacedName> _trusted;
    private readonly IPodDirectory _pods;
    private readonly Func<TrustDomain> _trustDomain;

    /// <summary>An authorizer.</summary>
    /// <param name="trusted">Accounts that may ask (<c>CA_TRUSTED_NODE_ACCOUNTS</c>).</param>
    /// <param name="pods">Who runs where.</param>
    /// <param name="trustDomain">Of the mesh.</param>
    public NodeAuthorizer(IEnumerable<NamespacedName> trusted, IPodDirectory pods, Func<TrustDomain> trustDomain)
    {
        _trusted = [.. trusted];
        _pods = pods;
        _trustDomain = trustDomain;
    }

    /// <summary>Reads a comma list of <c>namespace/account</c>; what is not of that form is left out.</summary>
    public static IReadOnlyList<NamespacedName> ParseAccounts(string text)
    {
        List<NamespacedName> all = [];
        foreach (string part in text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            string[] names = part.Split('/');
            if (names.Length == 2 && names[0].Length > 0 && names[1].Length > 0)
            {
                all.Add(new NamespacedName(names[0], names[1]));
            }
        }

        return all;
    }

    /// <summary>Checks one wish.</summary>
    /// <param name="caller">The caller's token; <c>null</c> if it is known in another way: then nothing is allowed.</param>
    /// <param name="wanted">The identity asked for.</param>
    /// <returns><c>null</c> if allowed, else why not, for the log only.</returns>
    public string? Refuse(KubernetesCaller? caller, string wanted)
    {
        if (caller is null || !_trusted.Contains(caller.Account))
        {
            return "caller is not allowed to impersonate";
        }

        if (!SpiffeId.TryParse(wanted, out SpiffeId id))
        {
            return "failed to validate impersonated identity";
        }

        if (!string.Equals(id.TrustDomain.ToString(), _trustDomain().ToString().Replace('@', '.'), StringComparison.Ordinal))
        {
            return "impersonated identity is of another trust domain";
        }

        if (!_pods.Knows(caller.Cluster))
        {
            return $"no node authorizer for cluster {caller.Cluster}";
        }

        NamespacedName podName = new(caller.Account.Namespace, caller.PodName);
        if (caller.PodName.Length == 0 || !_pods.TryGetPod(caller.Cluster, podName, out PodFacts pod))
        {
            return $"pod {podName} not found";
        }

        if (pod.Uid != caller.PodUid)
        {
            return $"pod found, but UID does not match: {pod.Uid} vs {caller.PodUid}";
        }

        if (pod.ServiceAccount != caller.Account.Name)
        {
            return $"pod found, but ServiceAccount does not match: {pod.ServiceAccount} vs {caller.Account.Name}";
        }

        NamespacedName account = new(id.Namespace, id.ServiceAccount);
        return pod.Node.Length > 0 && _pods.RunsOnNode(caller.Cluster, account, pod.Node)
            ? null
            : $"no instances of {account} found on node {pod.Node}";
    }
}
