using Istiod.Envoy.Clusters;
using Istiod.Envoy.Endpoints;
using Istiod.Envoy.NameTables;
using Istiod.Incremental;
using Istiod.Model;
using Istiod.Primitives;
using Istiod.Protos.Envoy.Config.Endpoint.V3;
using Istiod.Protos.Istio.Mesh.V1Alpha1;
using Istiod.Protos.Istio.Networking.Nds.V1;
using Istiod.Protos.Istio.Networking.V1Alpha3;
using Istiod.Protos.Istio.Security.V1Beta1;
using Istiod.Resources;
using Endpoint = Istiod.Model.Endpoint;
using ServicePort = Istiod.Model.ServicePort;
using WorkloadSelector = Istiod.Model.WorkloadSelector;

namespace Istiod.Envoy.Tests.Endpoints;

/// <summary>A small mesh whose model is given as it is; its views of endpoints and names.</summary>
internal sealed class EndpointMesh
{
    public static readonly ClusterId Cluster = new("Kubernetes");

    private readonly Graph _graph = new();
    private readonly Source<SettingsKey, MeshSettings> _settings;
    private readonly Source<ServiceKey, MeshService> _services;
    private readonly Source<ServiceKey, ServiceEndpoints> _endpoints;
    private readonly Source<Unit, NetworkTable> _networks;
    private readonly Memo<ProxyIdentity, ResourceView> _eds;
    private readonly Memo<ProxyIdentity, ResourceView> _nds;

    public EndpointMesh()
    {
        _settings = _graph.AddSource<SettingsKey, MeshSettings>("settings");
        _services = _graph.AddSource<ServiceKey, MeshService>("services");
        _endpoints = _graph.AddSource<ServiceKey, ServiceEndpoints>("endpoints");
        _networks = _graph.AddSingleton<NetworkTable>("networks");
        MeshModel model = new()
        {
            Settings = _settings,
            Services = _services,
            ServicesByHost = _graph.AddIndex<Hostname, ServiceKey, MeshService>(
                "by-host", _services, static (key, _, sink) => sink.Add(key.Host)),
            Endpoints = _endpoints,
            ServiceAccounts = _graph.AddSource<ServiceKey, ValueArray<string>>("accounts"),
            Networks = _networks,
            Workloads = _graph.AddMemo<ProxyIdentity, ProxyWorkload>("workloads", (proxy, _) => new ProxyWorkload
            {
                Labels = proxy.Metadata.Labels,
                Locality = proxy.Locality,
                Network = proxy.Network,
                NodeName = proxy.Metadata.NodeName,
            }),
            SidecarScopes = _graph.AddMemo<WorkloadSelector, ScopeKey>(
                "sidecar-scopes", static (selector, _) => new ScopeKey(selector.Namespace, default, false)),
            Scopes = _graph.AddMemo<ScopeKey, EgressScope>("scopes", Scope),
            DestinationRulesByNamespace = _graph.AddMemo<string, NamespaceDestinationRules>(
                "rules", static (_, _) => NamespaceDestinationRules.None),
            VirtualServices =
                _graph.AddMemo<VirtualServiceQuery, ValueArray<VirtualServiceConfig>>("vs", static (_, _) => default),
            Gateways = _graph.AddMemo<GatewayQuery, MergedGateway>("gateways", static (_, _) => MergedGateway.None),
            InboundMtls = _graph.AddMemo<WorkloadSelector, InboundMtls>("mtls", (_, _) => Mtls),
            NamespaceMtls = _graph.AddMemo<string, MtlsMode>("namespace-mtls", static (_, _) => MtlsMode.Permissive),
            Authorization =
                _graph.AddMemo<PolicyTarget, WorkloadAuthorization>("authorization", static (_, _) => WorkloadAuthorization.None),
            JwtRules = _graph.AddMemo<PolicyTarget, ValueArray<JWTRule>>("jwt", static (_, _) => default),
            JwtKeys = _graph.AddSource<JwtKeysDemand, JwtKeys>("jwt-keys"),
            Secrets = _graph.AddSource<ObjectKey, Credential>("credentials"),
            RootMaps = _graph.AddSource<ObjectKey, Credential>("root-maps"),
            SecretReaders = _graph.AddMemo<SecretReader, bool>("secret-readers", static (_, _) => false),
            Statuses = _graph.AddSource<StatusKey, DesiredStatus>("statuses"),
            TrustAnchors = _graph.AddSingleton<ValueArray<string>>("trust-anchors"),
            TrafficExtensions = _graph.AddMemo<PolicyTarget, ValueArray<TrafficExtensionConfig>>("extensions", static (_, _) => default),
            Patches = _graph.AddMemo<PatchTarget, ValueArray<EnvoyPatch>>("patches", static (_, _) => default),
            WasmExtensions = _graph.AddMemo<NamespacedName, WasmExtension?>("wasm", static (_, _) => null),
            Telemetry = _graph.AddMemo<PolicyTarget, WorkloadTelemetry>(
                "telemetry",
                static (_, _) => new WorkloadTelemetry { Client = new DirectionTelemetry(), Server = new DirectionTelemetry() }),
        };
        ResourceStore store = new();
        ClusterViews clusters = new(_graph, model, store, new DnsClusterEndpoints(model));
        EndpointViews eds = new(_graph, model, store, clusters);
        NameTableViews nds = new(_graph, model, store);
        _eds = _graph.AddMemo<ProxyIdentity, ResourceView>("eds", eds.View);
        _nds = _graph.AddMemo<ProxyIdentity, ResourceView>("nds", nds.View);
        _graph.Build();
        Set(new MeshConfig { LocalityLbSetting = new LocalityLoadBalancerSetting { Enabled = true } }, new MeshFeatures());
    }

    public InboundMtls Mtls { get; set; } = new(MtlsMode.Permissive, default);

    public static MeshService Service(string name, string address = "10.96.0.1") => new()
    {
        Key = new ServiceKey("shop", new Hostname($"{name}.shop.svc.cluster.local")),
        Name = name,
        Ports = [new ServicePort("http", 80, Protocol.Http), new ServicePort("tcp", 90, Protocol.Tcp)],
        DefaultAddress = address,
        Addresses = [new ClusterAddresses(Cluster, [address])],
    };

    public static Endpoint At(string address, string locality = "", string cluster = "Kubernetes", string network = "") => new()
    {
        Addresses = [address],
        ServicePortName = "http",
        Port = 8080,
        AcceptsMutualTls = true,
        Namespace = "shop",
        WorkloadName = "web",
        Cluster = new ClusterId(cluster),
        Network = new NetworkId(network),
        Locality = Locality.Parse(locality),
        Health = EndpointHealth.Healthy,
        Labels = LabelSet.From([new("app", "web")]),
    };

    public static ProxyIdentity Proxy(string network = "", string locality = "", bool capturesDns = false, string node = "n1") => new()
    {
        Kind = ProxyKind.Sidecar,
        Id = "client.shop",
        IPAddresses = ["10.9.9.9"],
        DnsDomain = "shop.svc.cluster.local",
        Namespace = "shop",
        Cluster = Cluster,
        Network = new NetworkId(network),
        Locality = Locality.Parse(locality),
        Families = AddressFamilies.IPv4,
        Metadata = new ProxyMetadata
        {
            ClusterId = Cluster.Value,
            Namespace = "shop",
            NodeName = node,
            CapturesDns = capturesDns,
        },
    };

    public void Set(MeshConfig mesh, MeshFeatures features)
    {
        ChangeBatch batch = _graph.NewBatch();
        batch.Upsert(
            _settings,
            Cluster,
            SettingsKey.Mesh,
            new MeshSettings { Mesh = mesh, Networks = new MeshNetworks(), Features = features });
        _graph.Apply(batch);
    }

    public void Put(MeshService service, params ReadOnlySpan<Endpoint> endpoints)
    {
        ChangeBatch batch = _graph.NewBatch();
        batch.Upsert(_services, Cluster, service.Key, service);
        batch.Upsert(_endpoints, Cluster, service.Key, new ServiceEndpoints(ValueArray.Create(endpoints)));
        _graph.Apply(batch);
    }

    public void Put(params ReadOnlySpan<NetworkGateway> gateways)
    {
        NetworkGateways all = new(ValueArray.Create(gateways));
        ChangeBatch batch = _graph.NewBatch();
        batch.Upsert(_networks, Cluster, default, new NetworkTable(all, all));
        _graph.Apply(batch);
    }

    public ResourceView Eds(ProxyIdentity proxy) => _graph.Current.Get(_eds, proxy);

    public ClusterLoadAssignment Eds(ProxyIdentity proxy, string name)
    {
        ResourceView view = Eds(proxy);
        return ClusterLoadAssignment.Parse(view[view.IndexOf(name)].ToArray());
    }

    public NameTable Names(ProxyIdentity proxy) => NameTable.Parse(_graph.Current.Get(_nds, proxy)[0].ToArray());

    private EgressScope Scope(ScopeKey key, Reads reads)
    {
        List<ScopedService> services = [];
        foreach (KeyValuePair<ServiceKey, MeshService> service in reads.All(_services))
        {
            services.Add(new ScopedService(service.Key, default));
        }

        ValueArray<ScopedService> all = ValueArray.From(services);
        return new EgressScope { Key = key, Services = all, Listeners = [new EgressListener(null, all, default)] };
    }
}
