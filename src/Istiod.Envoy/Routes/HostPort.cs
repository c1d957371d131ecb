using System.Globalization;

namespace Istiod.Envoy.Routes;

/// <summary>Texts of hosts with ports.</summary>
/// <remarks>istiod: pilot/pkg/networking/util/util.go:DomainName, IPv6Compliant.</remarks>
internal static class HostPort
{
    /// <summary><c>host:port</c>; a host with colons is put in brackets.</summary>
    public static string Join(string host, int port) =>
        string.Create(CultureInfo.InvariantCulture, $"{Bracket(host)}:{port}");

    /// <summary>A host with colons in brackets, others as they are.</summary>
    public static string Bracket(string host) => host.Contains(':', StringComparison.Ordinal) ? $"[{host}]" : host;

    /// <summary>The host of <c>host:port</c> without brackets; empty if there is no port.</summary>
    public static string HostOf(string text)
    {
        int colon = text.LastIndexOf(':');
        if (colon < 0)
        {
            return "";
        }

        string host = text[..colon];
        return host.Length > 1 && host[0] == '[' && host[^1] == ']' ? host[1..^1]
            : host.Contains(':', StringComparison.Ordinal) ? ""
            : host;
    }
}
