using Istiod.Envoy.Tls;

namespace Istiod.Envoy.Secrets;

/// <summary>The SDS name of a secret, taken apart.</summary>
/// <param name="Source">How it is looked up and who may have it.</param>
/// <param name="Namespace">Where it lies: as named, else the proxy's own.</param>
/// <param name="Name">Name of the Secret or ConfigMap, with its suffix.</param>
/// <remarks>istiod: pilot/pkg/model/credentials/resource.go:ParseResourceName.</remarks>
internal readonly record struct SecretReference(SecretSource Source, string Namespace, string Name)
{
    /// <summary>Whether only roots are asked for, which are no secret.</summary>
    public bool IsAuthority => Name.EndsWith(SdsSecrets.AuthoritySuffix, StringComparison.Ordinal);

    /// <summary>Reads a name; what has another form names nothing.</summary>
    /// <param name="resourceName">As the proxy asks.</param>
    /// <param name="ownNamespace">Namespace of the proxy's service account.</param>
    /// <param name="reference">The parts.</param>
    public static bool TryParse(string resourceName, string ownNamespace, out SecretReference reference)
    {
        reference = default;
        SecretSource source;
        string path;
        if (Rest(resourceName, SdsSecrets.KubernetesPrefix) is { } own)
        {
            source = SecretSource.Proxy;
            path = own;
        }
        else if (Rest(resourceName, SdsSecrets.ConfigMapPrefix) is { } map)
        {
            source = SecretSource.ConfigMap;
            path = map;
        }
        else if (Rest(resourceName, SdsSecrets.GatewayPrefix) is { } gateway)
        {
            source = SecretSource.Gateway;
            path = gateway;
        }
        else
        {
            return false;
        }

        string[] parts = path.Split('/');
        if (parts.Length == 1)
        {
            reference = new SecretReference(source, ownNamespace, parts[0]);
            return source == SecretSource.Proxy;
        }

        reference = new SecretReference(source, parts[0], parts[1]);
        return source == SecretSource.Proxy || (parts[0].Length > 0 && parts[1].Length > 0);
    }

    private static string? Rest(string text, string prefix) =>
        text.StartsWith(prefix, StringComparison.Ordinal) ? text[prefix.Length..] : null;
}
