using System.Globalization;
using Istiod.Envoy.Routes;
using Istiod.Model;
using Istiod.Primitives;
using Istiod.Protos.Istio.Networking.V1Alpha3;

namespace Istiod.Envoy.Listeners.Outbound;

/// <summary>Plans the chains of a service port.</summary>
/// <remarks>istiod: pilot/pkg/networking/core/tls.go, listener.go:buildSidecarOutboundHTTPListenerOpts.</remarks>
internal sealed class OutboundChains
{
    private static readonly ValueArray<string> Http1And2 = ["http/1.1", "h2c"];
    private static readonly ValueArray<string> AllHttp = ["http/1.0", "http/1.1", "h2c"];

    private readonly OutboundQuery _query;
    private readonly EgressScope _scope;
    private readonly Build _build;
    private readonly OutboundTargets _targets;

    /// <summary>Plans chains for one scope.</summary>
    public OutboundChains(OutboundQuery query, EgressScope scope, Build build)
    {
        _query = query;
        _scope = scope;
        _build = build;
        _targets = new OutboundTargets(query, scope, build);
    }

    /// <summary>Whether labels were needed to decide.</summary>
    public bool LookedAtLabels { get; private set; }

    /// <summary>Where unknown destinations go.</summary>
    /// <remarks>istiod: listener_builder.go:buildOutboundCatchAllNetworkFiltersOnly.</remarks>
    public string EgressCluster()
    {
        if (_scope.OutboundTrafficPolicy is not { Mode: OutboundTrafficPolicy.Types.Mode.AllowAny } policy)
        {
            return EnvoyNames.BlackHoleCluster;
        }

        return policy.EgressProxy is { } proxy ? DestinationClusters.Name(proxy, null, 0) : EnvoyNames.PassthroughCluster;
    }

    /// <summary>The HTTP chain of a port.</summary>
    public static ChainPlan Http(OutboundOffer offer, string wildcard)
    {
        MeshService service = offer.Service;
        int port = offer.Port.Number;
        bool hasOwnRoutes = ListenerProtocols.Class(offer.Port.Protocol) == ListenerProtocol.Detect
            && !string.Equals(offer.PrimaryBind, wildcard, StringComparison.Ordinal);
        string route = port == 0 ? offer.PrimaryBind
            : hasOwnRoutes ? string.Create(CultureInfo.InvariantCulture, $"{service.Key.Host}:{port}")
            : port.ToString(CultureInfo.InvariantCulture);
        return new ChainPlan { Http = new HttpTarget(route, offer.Port.Protocol, DnsCacheOf(service), false) };
    }

    /// <summary>The chain for connections on which HTTP is seen.</summary>
    public ChainPlan Detected(ChainPlan http) => http with
    {
        ApplicationProtocols = _build.Features.Http10 ? AllHttp : Http1And2,
        TransportProtocol = "raw_buffer",
    };

    /// <summary>The TCP chains of a port.</summary>
    public List<ChainPlan> Tcp(OutboundOffer offer, ValueArray<string> ranges)
    {
        List<VirtualServiceConfig> rules = [];
        foreach (VirtualServiceConfig rule in offer.VirtualServices)
        {
            foreach (string host in rule.Spec.Hosts)
            {
                if (new Hostname(host).Matches(offer.Service.Key.Host))
                {
                    rules.Add(rule);
                    break;
                }
            }
        }

        return offer.Port.Protocol.IsTls() ? TlsChains(offer, ranges, rules) : PlainChains(offer, ranges, rules);
    }

    /// <summary>DNS cache of a service whose wildcard host is resolved on demand; empty for others.</summary>
    public static string DnsCacheOf(MeshService service) =>
        service.Resolution == Resolution.DynamicDns && service.Key.Host.IsWildcard
            ? service.Key.Host.Value + "_dfp_dns_cache"
            : "";

    private List<ChainPlan> TlsChains(OutboundOffer offer, ValueArray<string> ranges, List<VirtualServiceConfig> rules)
    {
        List<ChainPlan> chains = [];
        HashSet<string> seen = new(StringComparer.Ordinal);
        foreach (VirtualServiceConfig rule in rules)
        {
            foreach (TLSRoute route in rule.Spec.Tls)
            {
                foreach (TLSMatchAttributes match in route.Match)
                {
                    if (!Matches(match.Gateways, match.SourceLabels, match.Port, match.SourceNamespace, offer.Port.Number))
                    {
                        continue;
                    }

                    if (match.DestinationSubnets.Count > 0 && offer.Port.Number > 0)
                    {
                        ranges = ValueArray.Create<string>([.. match.DestinationSubnets]); // also for the matches that follow
                    }

                    // Of matches that Envoy could not tell apart, the first counts.
                    string key = $"{string.Join(',', match.SniHosts)}|{string.Join(',', match.DestinationSubnets)}";
                    if (seen.Add(key) && _targets.OfRoutes(route.Route, offer.Port, rule) is { } target)
                    {
                        chains.Add(new ChainPlan
                        {
                            VirtualService = rule.Name,
                            SniHosts = ValueArray.Create<string>([.. match.SniHosts]),
                            DestinationRanges = ranges,
                            Tcp = target,
                        });
                    }
                }
            }
        }

        if (chains.Count == 0)
        {
            chains.Add(new ChainPlan
            {
                SniHosts = SniOf(offer, ranges),
                DestinationRanges = ranges,
                Tcp = _targets.OfService(offer),
            });
        }

        LookedAtLabels |= _targets.LookedAtLabels;
        return chains;
    }

    /// <summary>Names are needed where the address does not tell the service.</summary>
    private ValueArray<string> SniOf(OutboundOffer offer, ValueArray<string> ranges)
    {
        MeshService service = offer.Service;
        AddressView addresses = _query.Traits.Addresses;
        string address = addresses.PrimaryOf(service);
        address = address.Contains('/', StringComparison.Ordinal) ? "" : address;
        if (service.Registry == ServiceRegistry.External
            && addresses.Families == AddressFamilies.IPv6
            && string.Equals(address, Listeners.Addresses.AnyIPv4, StringComparison.Ordinal))
        {
            address = Listeners.Addresses.AnyIPv6;
        }

        string wildcard = (addresses.Families & AddressFamilies.IPv4) != 0
            ? Listeners.Addresses.AnyIPv4
            : Listeners.Addresses.AnyIPv6;
        bool isOnWildcard = string.Equals(address, wildcard, StringComparison.Ordinal)
            && string.Equals(offer.PrimaryBind, wildcard, StringComparison.Ordinal);
        if (ranges.IsEmpty && address.Length > 0 && !isOnWildcard && DnsCacheOf(service).Length == 0)
        {
            return default;
        }

        List<string> names = [service.Key.Host.Value];
        foreach (ServiceKey alias in service.Aliases)
        {
            names.Add(alias.Host.Value);
            DomainNames.AddAlternatives(
                names, alias.Host.Value, 0, _query.Traits.DnsDomain, _build.Features.EnableAbsoluteFqdnVhostDomain);
        }

        return ValueArray.From(names);
    }

    private List<ChainPlan> PlainChains(OutboundOffer offer, ValueArray<string> ranges, List<VirtualServiceConfig> rules)
    {
        List<ChainPlan> chains = [];
        if (!AddRules(chains, offer, ranges, rules))
        {
            AddChain(chains, null, ranges, _targets.OfService(offer));
        }

        LookedAtLabels |= _targets.LookedAtLabels;
        return chains;
    }

    /// <returns>Whether the service needs no chain of its own any more.</returns>
    private bool AddRules(
        List<ChainPlan> chains, OutboundOffer offer, ValueArray<string> ranges, List<VirtualServiceConfig> rules)
    {
        bool hasDefault = false;
        foreach (VirtualServiceConfig rule in rules)
        {
            foreach (TCPRoute route in rule.Spec.Tcp)
            {
                bool matchesAny = MatchesAny(route, offer, out List<string> subnets);
                if (matchesAny && AddChain(chains, rule.Name, ranges, _targets.OfRoutes(route.Route, offer.Port, rule)))
                {
                    return true;
                }

                if (!matchesAny && subnets.Count > 0)
                {
                    AddChain(chains, null, ValueArray.From(subnets), _targets.OfRoutes(route.Route, offer.Port, rule));
                    hasDefault |= AreSame(subnets, ranges);
                }
            }
        }

        return hasDefault;
    }

    /// <summary>Whether a route takes any destination; if not, which ones.</summary>
    private bool MatchesAny(TCPRoute route, OutboundOffer offer, out List<string> subnets)
    {
        subnets = [];
        foreach (L4MatchAttributes match in route.Match)
        {
            if (Matches(match.Gateways, match.SourceLabels, match.Port, match.SourceNamespace, offer.Port.Number))
            {
                if (match.DestinationSubnets.Count == 0 || offer.Port.Number == 0)
                {
                    return true; // subnets of earlier matches do not count then
                }

                subnets.AddRange(match.DestinationSubnets);
            }
        }

        return route.Match.Count == 0;
    }

    private static bool AddChain(
        List<ChainPlan> chains, NamespacedName? rule, ValueArray<string> ranges, Filters.Network.TcpTarget? target)
    {
        if (target is not null)
        {
            chains.Add(new ChainPlan { VirtualService = rule, DestinationRanges = ranges, Tcp = target });
        }

        return target is not null;
    }

    private static bool AreSame(List<string> subnets, ValueArray<string> ranges)
    {
        if (subnets.Count != ranges.Count)
        {
            return false;
        }

        string[] left = [.. subnets];
        string[] right = [.. ranges];
        Array.Sort(left, string.CompareOrdinal);
        Array.Sort(right, string.CompareOrdinal);
        return left.AsSpan().SequenceEqual(right);
    }

    /// <summary>What of a match can be decided here.</summary>
    /// <remarks>istiod: pilot/pkg/networking/core/tls.go:matchTLS, matchTCP.</remarks>
    private bool Matches(
        Protobuf.RepeatedField<string> gateways,
        Protobuf.MapField<string, string> sourceLabels,
        uint port,
        string sourceNamespace,
        int listenerPort)
    {
        if ((gateways.Count > 0 && !gateways.Contains("mesh"))
            || (port != 0 && port != (uint)listenerPort)
            || (sourceNamespace.Length > 0
                && !string.Equals(sourceNamespace, _query.Traits.MetadataNamespace, StringComparison.Ordinal)))
        {
            return false;
        }

        if (sourceLabels.Count == 0)
        {
            return true;
        }

        LookedAtLabels = true;
        foreach ((string key, string value) in sourceLabels)
        {
            if (_query.Labels?.TryGet(key, out string? own) != true || !string.Equals(own, value, StringComparison.Ordinal))
            {
                return false;
            }
        }

        return true;
    }
}
