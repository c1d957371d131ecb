namespace Istiod.Primitives;

/// <summary>Identity of a workload: <c>spiffe://TRUST-DOMAIN/ns/NAMESPACE/sa/SERVICE-ACCOUNT</c>.</summary>
public readonly record struct SpiffeId(TrustDomain TrustDomain, string Namespace, string ServiceAccount)
{
    private const string Scheme = "spiffe://";

    /// <summary>Reads the five-part form; anything else is not one of ours.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out SpiffeId id)
    {
        id = default;
        if (!text.StartsWith(Scheme, StringComparison.Ordinal))
        {
            return false;
        }

        Span<Range> parts = stackalloc Range[6];
        ReadOnlySpan<char> path = text[Scheme.Length..];
        if (path.Split(parts, '/') != 5
            || !path[parts[1]].SequenceEqual("ns")
            || !path[parts[3]].SequenceEqual("sa")
            || path[parts[0]].IsEmpty)
        {
            return false;
        }

        id = new SpiffeId(
            new TrustDomain(path[parts[0]].ToString()), path[parts[2]].ToString(), path[parts[4]].ToString());
        return true;
    }

    /// <summary>The first of some identities that is in a namespace and of a service account.</summary>
    /// <param name="namespaceName">Empty for any.</param>
    /// <param name="account">Empty for any.</param>
    public static bool TryFind(IReadOnlyList<string> identities, string namespaceName, string account, out SpiffeId id)
    {
        ArgumentNullException.ThrowIfNull(identities);
        foreach (string identity in identities)
        {
            if (TryParse(identity, out id)
                && (namespaceName.Length == 0 || string.Equals(id.Namespace, namespaceName, StringComparison.Ordinal))
                && (account.Length == 0 || string.Equals(id.ServiceAccount, account, StringComparison.Ordinal)))
            {
                return true;
            }
        }

        id = default;
        return false;
    }

    /// <summary>The URI form.</summary>
    public override string ToString() => $"{Scheme}{TrustDomain}/ns/{Namespace}/sa/{ServiceAccount}";
}
