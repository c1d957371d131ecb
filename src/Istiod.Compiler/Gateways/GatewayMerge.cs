using System.Globalization;
using Istiod.Model;
using Istiod.Primitives;
using Istiod.Protos.Istio.Networking.V1Alpha3;
using TlsMode = Istiod.Protos.Istio.Networking.V1Alpha3.ServerTLSSettings.Types.TLSmode;

namespace Istiod.Compiler.Gateways;

/// <summary>Merges gateways of one workload; what conflicts with an earlier server is left out.</summary>
/// <remarks>istiod: pilot/pkg/model/gateway.go:mergeGateways.</remarks>
internal sealed class GatewayMerge(bool servesQuic)
{
    private readonly HashSet<int> _ports = [];
    private readonly Dictionary<int, GatewaySlot> _plain = [];
    private readonly Dictionary<int, Dictionary<string, string>> _tlsHosts = [];
    private readonly Dictionary<GatewaySlot.Key, GatewaySlot> _slots = [];
    private readonly List<GatewaySlot> _order = [];
    private readonly SortedDictionary<string, List<GatewayServer>> _routes = new(StringComparer.Ordinal);
    private readonly HashSet<string> _http3Routes = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _gateways = new(StringComparer.Ordinal);
    private bool _passesToServices;

    /// <summary>Adds a gateway; earlier ones go first.</summary>
    public void Add(GatewayConfig config, ValueArray<GatewayTarget> targets)
    {
        foreach (Server server in config.Servers)
        {
            if (server.Port is not { } serverPort)
            {
                continue;
            }

            _gateways.Add(config.Name.ToString());
            ValueArray<string> sniHosts =
                server.Tls is null ? default : ValueArray.Create<string>(GatewayHosts.Names(server));
            bool isQuic = servesQuic && IsQuicPort((int)serverPort.Number, targets);
            foreach (int number in Resolve((int)serverPort.Number, targets, isBySelector: config.Services.IsEmpty))
            {
                GatewayServer made = new(config.Name.ToString(), server, RouteName(server, number, config.Name), sniHosts);
                Place(made, new GatewaySlot.Key(number, serverPort.Protocol, server.Bind), isQuic && made.EndsHttps);
            }
        }
    }

    /// <summary>What was merged.</summary>
    public MergedGateway Finish()
    {
        List<GatewayPort> ports = new(_order.Count);
        foreach (GatewaySlot slot in _order)
        {
            ports.Add(slot.Build());
        }

        List<GatewayRoute> routes = new(_routes.Count);
        foreach ((string name, List<GatewayServer> servers) in _routes)
        {
            routes.Add(new GatewayRoute(name, ValueArray.From(servers), _http3Routes.Contains(name)));
        }

        return new MergedGateway
        {
            Ports = ValueArray.From(ports),
            Routes = ValueArray.From(routes),
            Gateways = ValueArray.Create<string>([.. _gateways]),
            PassesToServices = _passesToServices,
        };
    }

    private void Place(GatewayServer server, GatewaySlot.Key key, bool isQuic)
    {
        if (server.Spec.Tls is { } tls)
        {
            if (!TryClaimHosts(server.Spec, key.Number))
            {
                return; // the proxy could not tell the two apart by SNI
            }

            _passesToServices |= tls.Mode == TlsMode.AutoPassthrough;
        }

        bool wasPlaced = _ports.Add(key.Number) ? Open(server, key)
            : _plain.TryGetValue(key.Number, out GatewaySlot? plain) ? Join(server, key, plain)
            : IsTls(server) ? JoinTls(server, key)
            : Open(server, key);
        if (wasPlaced && isQuic)
        {
            _slots[key].QuicServers.Add(server);
            _http3Routes.Add(server.RouteName);
        }
    }

    /// <summary>Opens a listener for the server.</summary>
    private bool Open(GatewayServer server, GatewaySlot.Key key)
    {
        GatewaySlot slot = new(key, server.RouteName);
        slot.Servers.Add(server);
        if (!IsTls(server))
        {
            _plain[key.Number] = slot;
        }

        if (IsHttp(server))
        {
            _routes[server.RouteName] = [server];
        }

        if (_slots.TryGetValue(key, out GatewaySlot? replaced))
        {
            _order.Remove(replaced);
        }

        _slots[key] = slot;
        _order.Add(slot);
        return true;
    }

    /// <summary>Servers on one address share a plain port if both are HTTP; on another address they have a listener of their own.</summary>
    private bool Join(GatewayServer server, GatewaySlot.Key key, GatewaySlot plain)
    {
        if (plain.Id.Bind == key.Bind)
        {
            if (!server.Protocol.IsHttp() || !ProtocolNames.Parse(plain.Id.Protocol).IsHttp())
            {
                return false;
            }

            plain.Servers.Add(server);
            AddRoute(server);
            return true;
        }

        if (!_slots.TryGetValue(key, out GatewaySlot? slot))
        {
            return Open(server, key);
        }

        slot.RouteName = server.RouteName;
        slot.Servers.Add(server);
        AddRoute(server);
        return true;
    }

    /// <summary>TLS servers share a port, told apart by SNI; of HTTPS servers each has its own routes.</summary>
    private bool JoinTls(GatewayServer server, GatewaySlot.Key key)
    {
        if (IsHttp(server) && !_routes.TryAdd(server.RouteName, [server]))
        {
            return false;
        }

        if (!_slots.TryGetValue(key, out GatewaySlot? slot))
        {
            slot = new GatewaySlot(key, "");
            _slots.Add(key, slot);
            _order.Add(slot);
        }

        slot.Servers.Add(server);
        return true;
    }

    private void AddRoute(GatewayServer server)
    {
        if (server.RouteName.Length == 0)
        {
            return;
        }

        if (!_routes.TryGetValue(server.RouteName, out List<GatewayServer>? servers))
        {
            _routes.Add(server.RouteName, servers = []);
        }

        servers.Add(server);
    }

    /// <summary>Claims the server's hosts on a port; false, and nothing is claimed, if one is taken on the same address.</summary>
    private bool TryClaimHosts(Server server, int number)
    {
        if (!_tlsHosts.TryGetValue(number, out Dictionary<string, string>? known))
        {
            _tlsHosts.Add(number, known = new Dictionary<string, string>(StringComparer.Ordinal));
        }

        foreach (string host in server.Hosts)
        {
            if (known.TryGetValue(host, out string? bind) && bind == server.Bind)
            {
                return false;
            }
        }

        foreach (string host in server.Hosts)
        {
            known[host] = server.Bind;
        }

        return true;
    }

    /// <summary>TLS that is no redirect of plain HTTP.</summary>
    private static bool IsTls(GatewayServer server) => server.Spec.Tls is not null && !server.Protocol.IsHttp();

    private static bool IsHttp(GatewayServer server) =>
        server.Protocol.IsHttp() || (server.Protocol == Protocol.Https && !GatewayServer.PassesTls(server.Spec));

    private static bool IsQuicPort(int number, ValueArray<GatewayTarget> targets)
    {
        foreach (GatewayTarget target in targets)
        {
            if (target.Port == number && target.IsUdp)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// The ports that are listened on for a server's port. By selector: the target port of the first service with that port, else the
    /// port itself. By service: all target ports, or none.
    /// </summary>
    /// <remarks>istiod: pilot/pkg/model/gateway.go:resolvePorts.</remarks>
    private static List<int> Resolve(int number, ValueArray<GatewayTarget> targets, bool isBySelector)
    {
        List<int> found = [];
        foreach (GatewayTarget target in targets)
        {
            if (target.Port != number || (isBySelector && target.KeepsPorts))
            {
                continue;
            }

            if (isBySelector)
            {
                return [target.TargetPort];
            }

            if (!found.Contains(target.TargetPort))
            {
                found.Add(target.TargetPort);
            }
        }

        if (found.Count == 0 && isBySelector)
        {
            found.Add(number);
        }

        found.Sort();
        return found;
    }

    /// <remarks>istiod: pilot/pkg/model/gateway.go:gatewayRDSRouteName.</remarks>
    private static string RouteName(Server server, int number, NamespacedName gateway)
    {
        Protocol protocol = ProtocolNames.Parse(server.Port?.Protocol ?? "");
        string bind = server.Bind.Length > 0 ? "." + server.Bind : "";
        if (protocol.IsHttp())
        {
            return string.Create(CultureInfo.InvariantCulture, $"http.{number}{bind}");
        }

        return protocol == Protocol.Https && !GatewayServer.PassesTls(server)
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"https.{server.Port?.Number}.{server.Port?.Name}.{gateway.Name}.{gateway.Namespace}{bind}")
            : "";
    }
}
