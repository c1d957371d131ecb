using System.Globalization;
using Istiod.Envoy.Endpoints;
using Istiod.Incremental;
using Istiod.Model;
using Istiod.Primitives;
using Istiod.Protos.Envoy.Config.Route.V3;
using Istiod.Resources;

namespace Istiod.Envoy.Routes;

/// <summary>Outbound route configurations of sidecars and waypoints (RDS); those of gateways are in <see cref="Gateways.GatewayRoutesViews"/>.</summary>
/// <remarks>
/// A route configuration is a header segment and one segment for each virtual host; those of services without virtual service are
/// shared by all proxies outside the service's namespace. istiod: pilot/pkg/networking/core/httproute.go:BuildHTTPRoutes.
/// </remarks>
internal sealed class RoutesViews
{
    private const string HttpProxyName = "http_proxy";
    private const string UnixPrefix = "unix://";

    /// <summary>Largest body of a direct response; validation allows no more. istiod: route.go:DefaultMaxDirectResponseBodySizeBytes.</summary>
    public const uint MaxDirectResponseBytes = 1024 * 1024;

    private readonly MeshModel _model;
    private readonly ResourceStore _store;
    private readonly ScopeRoutes _scopes;
    private readonly Memo<OutboundHostsKey, OutboundHosts> _hosts;
    private readonly Memo<RouteConfigurationKey, XdsResource> _configurations;
    private readonly Memo<ViewKey, ResourceView> _views;

    /// <summary>Registers the memos.</summary>
    public RoutesViews(Graph graph, MeshModel model, ResourceStore store)
    {
        _model = model;
        _store = store;
        _scopes = new ScopeRoutes(graph, model);
        ServiceHosts hosts = new(model, store);
        Memo<ServiceHostKey, OutboundHost?> serviceHosts =
            graph.AddMemo<ServiceHostKey, OutboundHost?>("rds-service-hosts", hosts.Build);
        PlainHostsBuilder plain = new(model, store, _scopes, serviceHosts);
        OutboundHostsBuilder builder = new(
            model, store, _scopes, graph.AddMemo<OutboundHostsKey, PlainHosts>("rds-plain-hosts", plain.Build));
        _hosts = graph.AddMemo<OutboundHostsKey, OutboundHosts>("rds-hosts", builder.Build);
        _configurations = graph.AddMemo<RouteConfigurationKey, XdsResource>("rds-configurations", BuildConfiguration, ByVersion.Instance);
        _views = graph.AddMemo<ViewKey, ResourceView>("rds-views", BuildView, SameView.Instance);
    }

    /// <summary>What routes need to know of scopes; gateways share it.</summary>
    public ScopeRoutes Scopes => _scopes;

    /// <summary>The route configurations of these names; one that cannot be built is there without hosts.</summary>
    /// <param name="proxy">A sidecar or waypoint.</param>
    /// <param name="names">What its listeners refer to, or what it asked for.</param>
    public ResourceView View(ProxyIdentity proxy, NameList names, Reads reads)
    {
        ScopeKey scope = _model.ScopeOf(proxy, reads);
        LabelSet labels = _scopes.Project(reads.Get(_model.Workloads, proxy).Labels, scope, reads);
        return reads.Get(_views, new ViewKey(scope, RouteTraits.Of(proxy, labels, _model.SettingsOf(reads)), names));
    }

    private ResourceView BuildView(ViewKey key, Reads reads)
    {
        XdsResource[] resources = new XdsResource[key.Names.Count];
        for (int i = 0; i < resources.Length; i++)
        {
            resources[i] = reads.Get(_configurations, new RouteConfigurationKey(key.Scope, key.Names.Names[i], key.Traits));
        }

        return ResourceView.Take(resources);
    }

    private XdsResource BuildConfiguration(RouteConfigurationKey key, Reads reads)
    {
        if (!TryReadName(key.Name, out int port, out bool isSniffed))
        {
            return _store.Create(key.Name, new RouteConfiguration { Name = key.Name, ValidateClusters = false });
        }

        EgressScope scope = reads.Get(_model.Reaches, key.Scope); // of its virtual services only the hosts read what they need
        OutboundHosts hosts = HostsOf(scope, key, port, reads);

        // The header, the hosts, and the one that catches all.
        List<Segment> segments = new(isSniffed ? 2 : hosts.Items.Count + 2)
        {
            _store.Intern(new RouteConfiguration
            {
                Name = key.Name,
                ValidateClusters = false,
                MaxDirectResponseBodySizeBytes = MaxDirectResponseBytes,
                IgnorePortInHostMatching = true,
            }),
        };
        if (isSniffed)
        {
            AddSniffed(segments, hosts, key.Name);
        }
        else
        {
            foreach (OutboundHost host in hosts.Items)
            {
                segments.Add(host.Segment);
            }

            segments.Add(_store.InternField(
                OutboundHost.FieldNumber, CatchAllHost.Build(scope.OutboundTrafficPolicy, key.Traits)));
        }

        return ResourceStore.Create(key.Name, System.Runtime.InteropServices.CollectionsMarshal.AsSpan(segments));
    }

    private OutboundHosts HostsOf(EgressScope scope, RouteConfigurationKey key, int port, Reads reads)
    {
        for (int i = 0; i < scope.Listeners.Count; i++)
        {
            Protos.Istio.Networking.V1Alpha3.SidecarPort? own = scope.Listeners[i].Spec?.Port;
            if (own is null || ((int)own.Number == port && (port != 0 || scope.Listeners[i].Spec?.Bind == key.Name)))
            {
                bool isProxy = own is not null && string.Equals(own.Protocol, "HTTP_PROXY", StringComparison.OrdinalIgnoreCase);
                return reads.Get(_hosts, new OutboundHostsKey(key.Scope, i, isProxy ? 0 : port, key.Traits));
            }
        }

        return OutboundHosts.None;
    }

    // A listener that detects its protocol serves one service: its virtual host then takes every request.
    private void AddSniffed(List<Segment> segments, OutboundHosts hosts, string name)
    {
        List<OutboundHost> matching = hosts.Matching(name, HostPort.HostOf(name));
        if (matching.Count == 1)
        {
            matching[0] = matching[0].WithDomains(["*"], _store);
        }

        foreach (OutboundHost host in matching)
        {
            segments.Add(host.Segment);
        }
    }

    /// <remarks>istiod: httproute.go:extractListenerPort.</remarks>
    private static bool TryReadName(string name, out int port, out bool isSniffed)
    {
        port = 0;
        isSniffed = false;
        if (name == HttpProxyName || name.StartsWith(UnixPrefix, StringComparison.Ordinal))
        {
            return true;
        }

        int colon = name.IndexOf(':', StringComparison.Ordinal);
        isSniffed = colon >= 0;
        return int.TryParse(name.AsSpan(colon + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out port);
    }

    private sealed record ViewKey(ScopeKey Scope, RouteTraits Traits, NameList Names);
}
