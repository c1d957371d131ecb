using System.Net;

namespace Istiod.Compiler.Names;

/// <summary>Full names of hosts that objects may abbreviate.</summary>
internal static class HostResolution
{
    /// <summary>A name without a dot gets the object's namespace and the mesh's domain; addresses and wildcards stay.</summary>
    /// <remarks>istiod: pilot/pkg/model/config.go:ResolveShortnameToFQDN.</remarks>
    public static string Resolve(string host, string namespaceName, string domainSuffix)
    {
        if (host.Length == 0
            || string.Equals(host, "*", StringComparison.Ordinal)
            || host.Contains('.', StringComparison.Ordinal)
            || IPAddress.TryParse(host, out _))
        {
            return host;
        }

        string full = namespaceName.Length > 0 ? $"{host}.{namespaceName}" : host;
        return domainSuffix.Length > 0 ? $"{full}.svc.{domainSuffix}" : full;
    }
}
