namespace Istiod.Webhooks.Injection.Rules;

/// <summary>Variables for the proxy from the path that a webhook calls: <c>/inject/cluster/east/net/n1</c>.</summary>
/// <remarks>istiod: pkg/kube/inject/webhook.go:parseInjectEnvs.</remarks>
public static class InjectPath
{
    /// <summary>The proxy's cluster.</summary>
    public const string ClusterVariable = "ISTIO_META_CLUSTER_ID";

    /// <summary>The proxy's network.</summary>
    public const string NetworkVariable = "ISTIO_META_NETWORK";

    private const string OldSeparator = ":ENV:";

    /// <summary>Reads the pairs of a decoded path. A key without a value behind it, at the end, is left out.</summary>
    /// <returns>Variable → value; <c>cluster</c> and <c>net</c> have names of their own, others are put in capitals.</returns>
    public static Dictionary<string, string> Parse(string path)
    {
        Dictionary<string, string> variables = new(StringComparer.Ordinal);
        string[] parts = (path.EndsWith('/') ? path[..^1] : path).Split('/', 3);
        if (parts.Length == 3)
        {
            List<string> words = parts[2].StartsWith(OldSeparator, StringComparison.Ordinal) ? Old(parts[2]) : Plain(parts[2]);
            for (int i = 0; i + 1 < words.Count; i += 2)
            {
                string name = words[i] switch
                {
                    "cluster" => ClusterVariable,
                    "net" => NetworkVariable,
                    string other => other.ToUpperInvariant(),
                };
                if (name.Length > 0)
                {
                    variables[name] = words[i + 1];
                }
            }
        }

        return variables;
    }

    /// <summary>Names and values in turn; a slash in a value is written <c>--slash--</c>.</summary>
    private static List<string> Plain(string text)
    {
        List<string> words = [.. text.Split('/')];
        for (int i = 1; i < words.Count; i += 2)
        {
            words[i] = words[i].Replace("--slash--", "/", StringComparison.Ordinal);
        }

        return words;
    }

    /// <summary>The older form: <c>:ENV:cluster=west:ENV:net=n1</c>.</summary>
    private static List<string> Old(string text)
    {
        List<string> words = [];
        foreach (string pair in text.Split(OldSeparator))
        {
            int equals = pair.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0)
            {
                words.Add(pair[..equals]);
                words.Add(pair[(equals + 1)..]);
            }
        }

        return words;
    }
}
