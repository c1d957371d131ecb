using Istiod.Model;
using Istiod.Protos.Envoy.Config.Listener.V3;
using Istiod.Protos.Envoy.Type.V3;

namespace Istiod.Envoy.Listeners.Inbound;

/// <summary>Listener filters of inbound listeners: what the chains' matches need, on the ports that need it.</summary>
/// <remarks>istiod: pilot/pkg/networking/core/listener_inbound.go:populateListenerFilters.</remarks>
internal static class InboundInspectors
{
    /// <summary>Adds the filters; the chains are there already.</summary>
    /// <param name="isRedirected">The listener gets redirected connections.</param>
    public static void Add(Listener listener, bool isRedirected, InterceptionMode interception)
    {
        if (isRedirected)
        {
            listener.ListenerFilters.Add(ListenerParts.OriginalDestination());
            if (interception == InterceptionMode.Tproxy)
            {
                listener.ListenerFilters.Add(ListenerParts.OriginalSource());
            }
        }

        // Port 0 stands for the chains that take any port.
        SortedDictionary<uint, (bool Tls, bool Http)> needs = [];
        foreach (FilterChain chain in listener.FilterChains)
        {
            uint port = chain.FilterChainMatch?.DestinationPort ?? 0;
            (bool tls, bool http) = needs.GetValueOrDefault(port);
            needs[port] = (
                tls || chain.FilterChainMatch?.TransportProtocol is "tls",
                http || NeedsHttp(chain.FilterChainMatch));
        }

        AddTls(listener, needs);
        AddHttp(listener, needs);
    }

    private static bool NeedsHttp(FilterChainMatch? match)
    {
        if (match is null)
        {
            return false;
        }

        foreach (string protocol in match.ApplicationProtocols)
        {
            if (protocol is "http/1.1" or "h2c")
            {
                return true;
            }
        }

        return false;
    }

    private static void AddTls(Listener listener, SortedDictionary<uint, (bool Tls, bool Http)> needs)
    {
        List<uint> on = [];
        List<uint> off = [];
        foreach ((uint port, (bool tls, _)) in needs)
        {
            if (port != 0)
            {
                (tls ? on : off).Add(port);
            }
        }

        bool isDefault = needs.GetValueOrDefault(0u).Tls;
        if (!isDefault && on.Count == 0)
        {
            return;
        }

        ListenerFilter inspector = ListenerParts.TlsInspector();
        if (!isDefault)
        {
            inspector.FilterDisabled = new ListenerFilterChainMatchPredicate { NotMatch = AnyOf(on) };
        }
        else if (off.Count > 0)
        {
            inspector.FilterDisabled = AnyOf(off);
        }

        listener.ListenerFilters.Add(inspector);
    }

    /// <remarks>After the TLS inspector: what is TLS is not looked at for HTTP.</remarks>
    private static void AddHttp(Listener listener, SortedDictionary<uint, (bool Tls, bool Http)> needs)
    {
        bool isAny = false;
        List<uint> off = [];
        foreach ((uint port, (_, bool http)) in needs)
        {
            isAny |= http;
            if (!http)
            {
                off.Add(port);
            }
        }

        if (!isAny)
        {
            return;
        }

        ListenerFilter inspector = ListenerParts.HttpInspector();
        if (off.Count > 0)
        {
            inspector.FilterDisabled = AnyOf(off);
        }

        listener.ListenerFilters.Add(inspector);
    }

    private static ListenerFilterChainMatchPredicate AnyOf(List<uint> ports)
    {
        if (ports.Count == 1)
        {
            return Is(ports[0]);
        }

        ListenerFilterChainMatchPredicate.Types.MatchSet set = new();
        foreach (uint port in ports)
        {
            set.Rules.Add(Is(port));
        }

        return new ListenerFilterChainMatchPredicate { OrMatch = set };
    }

    private static ListenerFilterChainMatchPredicate Is(uint port) => new()
    {
        DestinationPortRange = new Int32Range { Start = (int)port, End = (int)port + 1 },
    };
}
