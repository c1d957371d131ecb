using Istiod.Incremental;
using Istiod.Model;
using Istiod.Primitives;
using Istiod.Protos.Istio.Networking.Nds.V1;
using NameInfo = Istiod.Protos.Istio.Networking.Nds.V1.NameTable.Types.NameInfo;

namespace Istiod.Envoy.NameTables;

/// <summary>Builds the table of hostnames that a proxy's agent answers DNS questions from.</summary>
/// <remarks>istiod: pkg/dns/server/name_table.go:BuildNameTable.</remarks>
internal sealed class NameTableBuilder(MeshModel model, NameTableKey key, Reads reads)
{
    private const string Kubernetes = "Kubernetes";
    private const string External = "External";

    private readonly NameTable _table = new();
    private readonly MeshFeatures _features = model.SettingsOf(reads).Features;

    public NameTable Build()
    {
        if (key.Scope.IsGateway)
        {
            return _table; // gateways have no egress listeners
        }

        foreach (EgressListener listener in reads.Get(model.Reaches, key.Scope).Listeners)
        {
            foreach (ScopedService scoped in listener.Services)
            {
                if (!reads.TryGet(model.Services, scoped.Key, out MeshService? service))
                {
                    continue;
                }

                if (service.Parts.IsEmpty)
                {
                    Add(scoped.Restrict(service));
                }

                foreach (MeshService part in service.Parts)
                {
                    Add(scoped.Restrict(part));
                }
            }
        }

        return _table;
    }

    private void Add(MeshService service)
    {
        List<string> addresses = [];
        bool isHeadless = false;
        foreach (string address in key.Addresses.AllOf(service))
        {
            if (string.Equals(address, MeshService.Unspecified, StringComparison.Ordinal))
            {
                isHeadless = true;
                break;
            }

            if (IPText.IsAddress(address))
            {
                addresses.Add(address);
            }
        }

        if (isHeadless && service.Resolution == Resolution.Passthrough && !service.Ports.IsEmpty)
        {
            AddHeadless(service, addresses);
        }

        if (addresses.Count > 0)
        {
            AddService(service, addresses);
        }
    }

    private void AddService(MeshService service, List<string> addresses)
    {
        bool isKubernetes = service.Registry == ServiceRegistry.Kubernetes;
        string host = service.Key.Host.Value;
        if (!_table.Table.TryGetValue(host, out NameInfo? info))
        {
            info = new NameInfo { Registry = isKubernetes ? Kubernetes : External };
            _table.Table.Add(host, info);
        }
        else if (string.Equals(info.Registry, Kubernetes, StringComparison.Ordinal))
        {
            return;
        }
        else if (isKubernetes)
        {
            // An entry that only decorates the Kubernetes service gives way to it.
            info.Ips.Clear();
            info.Registry = Kubernetes;
        }

        info.Ips.AddRange(addresses);

        // Short names of multi-cluster services would clash with those of the cluster's own.
        if (isKubernetes && !host.EndsWith(".clusterset.local", StringComparison.Ordinal))
        {
            info.Namespace = service.Key.Namespace;
            info.Shortname = service.Name;
        }
    }

    /// <summary>Adds the endpoints' addresses to <paramref name="addresses"/>, and a name for each pod that has one.</summary>
    private void AddHeadless(MeshService service, List<string> addresses)
    {
        if (!reads.TryGet(model.Endpoints, service.Key, out ServiceEndpoints? all))
        {
            return;
        }

        Dictionary<string, NameInfo> local = new(StringComparer.Ordinal);
        Dictionary<string, NameInfo> remote = new(StringComparer.Ordinal);
        foreach (Endpoint endpoint in all.Endpoints)
        {
            if (!endpoint.Serves(service.Ports[0])
                || !HasAddresses(endpoint)
                || (!service.PublishesNotReadyAddresses && endpoint.Health != EndpointHealth.Healthy))
            {
                continue;
            }

            bool isSameNetwork = key.Network.IsNone || endpoint.Network.IsNone || key.Network == endpoint.Network;
            bool isSameCluster = string.IsNullOrEmpty(key.Addresses.Cluster.Value)
                || string.IsNullOrEmpty(endpoint.Cluster.Value)
                || key.Addresses.Cluster == endpoint.Cluster;
            if (endpoint.SubDomain.Length > 0 && isSameNetwork)
            {
                AddPod(isSameCluster ? local : remote, service, endpoint);
            }

            if (isSameNetwork && (isSameCluster || _features.EnableMulticlusterHeadless))
            {
                addresses.AddRange(endpoint.Addresses);
            }
        }

        foreach (KeyValuePair<string, NameInfo> pod in local)
        {
            _table.Table[pod.Key] = pod.Value;
        }

        foreach (KeyValuePair<string, NameInfo> pod in remote)
        {
            if (!local.ContainsKey(pod.Key))
            {
                _table.Table[pod.Key] = pod.Value;
            }
        }
    }

    /// <summary><c>hostname.subdomain</c> in the service's own domain.</summary>
    private static void AddPod(Dictionary<string, NameInfo> pods, MeshService service, Endpoint endpoint)
    {
        string host = service.Key.Host.Value;
        int dot = host.IndexOf('.', StringComparison.Ordinal);
        if (dot < 0)
        {
            return;
        }

        string shortName = $"{endpoint.HostName}.{endpoint.SubDomain}";
        string name = shortName + host[dot..];
        if (!pods.TryGetValue(name, out NameInfo? info))
        {
            info = new NameInfo
            {
                Registry = service.Registry == ServiceRegistry.Kubernetes ? Kubernetes : External,
                Namespace = service.Key.Namespace,
                Shortname = shortName,
            };
            pods.Add(name, info);
        }

        info.Ips.AddRange(endpoint.Addresses);
    }

    private static bool HasAddresses(Endpoint endpoint)
    {
        foreach (string address in endpoint.Addresses)
        {
            if (!IPText.IsAddress(address))
            {
                return false;
            }
        }

        return !endpoint.Addresses.IsEmpty;
    }
}
