using Istiod.Model;
using Istiod.Primitives;
using Istiod.Protos.Istio.Networking.V1Alpha3;

namespace Istiod.Compiler.Scoping;

/// <summary>The <c>hosts</c> of a Sidecar's egress listener, by namespace.</summary>
/// <remarks>istiod: pilot/pkg/model/sidecar.go:hostClassification, convertIstioListenerToWrapper.</remarks>
internal sealed class ImportedHosts
{
    private const string AllNamespaces = "*";

    private readonly Dictionary<string, NamespaceHosts> _byNamespace = new(StringComparer.Ordinal);
    private readonly NamespaceHosts? _everywhere;

    private ImportedHosts(IEnumerable<string> hosts, string ownNamespace)
    {
        foreach (string host in hosts)
        {
            int slash = host.IndexOf('/', StringComparison.Ordinal);
            if (slash < 0 || host.IndexOf('/', slash + 1) >= 0)
            {
                continue;
            }

            string name = host[..slash];
            name = name == "." ? ownNamespace : name;
            if (!_byNamespace.TryGetValue(name, out NamespaceHosts? hostsThere))
            {
                _byNamespace.Add(name, hostsThere = new NamespaceHosts());
            }

            hostsThere.Add(new Hostname(host[(slash + 1)..]));
        }

        _byNamespace.TryGetValue(AllNamespaces, out _everywhere);
    }

    /// <summary>Whether every host of every namespace is imported.</summary>
    public bool IsEverything => _everywhere is { HasAny: true };

    /// <summary>The hosts of a listener; of no listener: everything.</summary>
    /// <param name="listener">The egress listener, or <c>null</c>.</param>
    /// <param name="ownNamespace">Namespace of the proxies: what <c>.</c> stands for.</param>
    public static ImportedHosts Of(IstioEgressListener? listener, string ownNamespace) =>
        new(listener is null ? ["*/*"] : listener.Hosts, ownNamespace);

    /// <summary>Whether a service is imported, and which of its aliases are not.</summary>
    public bool Imports(VisibleService service, out ValueArray<ServiceKey> hiddenAliases)
    {
        hiddenAliases = default;
        NamespaceHosts? hosts = _byNamespace.GetValueOrDefault(service.Key.Namespace);
        if (hosts is null || !hosts.Imports(service.Key.Host))
        {
            hosts = _everywhere;
            if (hosts is null || !hosts.Imports(service.Key.Host))
            {
                return false;
            }
        }

        if (!service.Aliases.IsEmpty)
        {
            List<ServiceKey> hidden = [];
            foreach (ServiceKey alias in service.Aliases)
            {
                if (!hosts.Imports(alias.Host))
                {
                    hidden.Add(alias);
                }
            }

            hiddenAliases = ValueArray.From(hidden);
        }

        return true;
    }

    /// <summary>Whether one of a virtual service's hosts is imported.</summary>
    public bool Imports(VirtualServiceConfig config)
    {
        NamespaceHosts? hosts = _byNamespace.GetValueOrDefault(config.Name.Namespace);
        return (hosts is not null && hosts.Imports(config)) || (_everywhere is not null && _everywhere.Imports(config));
    }

    private sealed class NamespaceHosts
    {
        private readonly HashSet<Hostname> _exact = [];
        private readonly List<Hostname> _wildcards = [];

        public bool HasAny { get; private set; }

        public void Add(Hostname host)
        {
            if (host.IsWildcard)
            {
                _wildcards.Add(host);
                HasAny |= host == Hostname.Any;
            }
            else
            {
                _exact.Add(host);
            }
        }

        public bool Imports(Hostname host)
        {
            if (HasAny || _exact.Contains(host))
            {
                return true;
            }

            // A wildcard is never a subset of an exact name, so only wildcards are left.
            foreach (Hostname imported in _wildcards)
            {
                if (host.IsSubsetOf(imported))
                {
                    return true;
                }
            }

            return false;
        }

        public bool Imports(VirtualServiceConfig config)
        {
            foreach (string host in config.Spec.Hosts)
            {
                if (ImportsRouteHost(new Hostname(host), config.Semantics == RouteSemantics.GatewayApi))
                {
                    return true;
                }
            }

            return false;
        }

        // Routes of the Gateway API must lie within what is imported; for VirtualServices an overlap is enough.
        private bool ImportsRouteHost(Hostname host, bool mustBeWithin)
        {
            if (Imports(host))
            {
                return true;
            }

            if (mustBeWithin)
            {
                return false;
            }

            foreach (Hostname imported in _wildcards)
            {
                if (host.Matches(imported))
                {
                    return true;
                }
            }

            if (host.IsWildcard)
            {
                foreach (Hostname imported in _exact)
                {
                    if (host.Matches(imported))
                    {
                        return true;
                    }
                }
            }

            return false;
        }
    }
}
