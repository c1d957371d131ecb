using Istiod.Primitives;
using Istiod.Protos.Envoy.Config.Listener.V3;
using Istiod.Protos.Envoy.Extensions.TransportSockets.Tls.V3;

namespace Istiod.Envoy.Gateways;

/// <summary>A filter chain of a gateway's listener.</summary>
/// <param name="Filters">Its filters.</param>
internal sealed record GatewayChain(List<Filter> Filters)
{
    /// <summary>Names that TLS clients ask for; <c>*</c> stands for all.</summary>
    public ValueArray<string> SniHosts { get; init; }

    /// <summary>Application protocols.</summary>
    public ValueArray<string> ApplicationProtocols { get; init; }

    /// <summary>TLS that ends here.</summary>
    public DownstreamTlsContext? Tls { get; init; }

    /// <summary>Whether the client's hello must be looked into.</summary>
    public bool NeedsInspector => !SniHosts.IsEmpty || Tls?.CommonTlsContext is { AlpnProtocols.Count: > 0 };

    /// <summary>What it matches; <c>null</c>: everything.</summary>
    /// <remarks>istiod: pilot/pkg/networking/core/listener.go:toFilterChainMatch.</remarks>
    public FilterChainMatch? Match()
    {
        bool takesAllNames = SniHosts.IsEmpty || SniHosts.Span.Contains("*");
        if (takesAllNames && ApplicationProtocols.IsEmpty)
        {
            return null;
        }

        FilterChainMatch match = new();
        match.ApplicationProtocols.AddRange(ApplicationProtocols);
        if (!takesAllNames)
        {
            match.ServerNames.AddRange(SniHosts);
            match.ServerNames.Sort(string.CompareOrdinal);
        }

        return match;
    }
}
