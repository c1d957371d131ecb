using Istiod.Incremental;
using Istiod.Model;
using Istiod.Primitives;
using Istiod.Protos.Envoy.Config.Cluster.V3;
using Istiod.Protos.Envoy.Config.Listener.V3;
using Istiod.Protos.Envoy.Config.Route.V3;
using Istiod.Protos.Istio.Mesh.V1Alpha1;
using Istiod.Protos.Istio.Networking.V1Alpha3;
using Istiod.Protos.Istio.Security.V1Beta1;
using Istiod.Resources;
using Mode = Istiod.Protos.Istio.Networking.V1Alpha3.ServerTLSSettings.Types.TLSmode;
using Protocol = Istiod.Model.Protocol;
using WorkloadSelector = Istiod.Model.WorkloadSelector;

namespace Istiod.Envoy.Tests.Gateways;

/// <summary>A small mesh whose model is given as it is, and what its one gateway gets.</summary>
internal sealed class GatewayMesh
{
    public static readonly ClusterId Cluster = new("Kubernetes");

    public MeshConfig Config { get; } = new() { TrustDomain = "cluster.local" };

    public MeshFeatures Features { get; set; } = new();

    public ProxyMetadata Metadata { get; set; } = new() { ClusterId = "Kubernetes", Namespace = "infra" };

    public AddressFamilies Families { get; set; } = AddressFamilies.IPv4;

    public List<GatewayPort> Ports { get; } = [];

    public List<GatewayRoute> Routes { get; } = [];

    public bool PassesToServices { get; set; }

    public Dictionary<string, List<VirtualServiceConfig>> VirtualServices { get; } = [];

    public List<MeshService> Services { get; } = [];

    public static GatewayServer Server(
        uint port, string protocol, string host, Mode? mode = null, string routeName = "", string gateway = "infra/edge") => new(
        gateway,
        new Server
        {
            Port = new Port { Number = port, Name = $"p{port}", Protocol = protocol },
            Hosts = { host },
            Tls = mode is { } set ? new ServerTLSSettings { Mode = set } : null,
        },
        routeName,
        mode is null ? default : [host]);

    public static MeshService Service(string name, int port) => new()
    {
        Key = new ServiceKey("shop", new Hostname($"{name}.shop.svc.cluster.local")),
        Name = name,
        Ports = [new Model.ServicePort("http", port, Protocol.Http)],
    };

    /// <summary>Adds one port with these servers.</summary>
    public void Listen(int number, Protocol protocol, params GatewayServer[] servers) => Ports.Add(
        new GatewayPort(number, protocol, "", protocol.IsHttp() ? $"http.{number}" : "", ValueArray.Create<GatewayServer>(servers), default));

    /// <summary>Binds a virtual service to the gateway.</summary>
    public void Bind(string name, VirtualService spec, string namespaceName = "shop", string gateway = "infra/edge")
    {
        if (!VirtualServices.TryGetValue(gateway, out List<VirtualServiceConfig>? configs))
        {
            VirtualServices.Add(gateway, configs = []);
        }

        configs.Add(new VirtualServiceConfig(
            new NamespacedName(namespaceName, name), DateTimeOffset.UnixEpoch, ExportScope.Public, [gateway], spec));
    }

    public Dictionary<string, Listener> Listeners()
    {
        Dictionary<string, Listener> listeners = [];
        foreach (XdsResource resource in View(XdsType.Listener).Resources)
        {
            listeners.Add(resource.Name, Listener.Parse(resource.ToArray()));
        }

        return listeners;
    }

    public RouteConfiguration Route(string name) =>
        RouteConfiguration.Parse(View(XdsType.Route, name).Resources[0].ToArray());

    public Dictionary<string, Cluster> Clusters()
    {
        Dictionary<string, Cluster> clusters = [];
        foreach (XdsResource resource in View(XdsType.Cluster).Resources)
        {
            clusters.Add(resource.Name, Protos.Envoy.Config.Cluster.V3.Cluster.Parse(resource.ToArray()));
        }

        return clusters;
    }

    private ResourceView View(XdsType type, params string[] names)
    {
        Graph graph = new();
        Source<SettingsKey, MeshSettings> settings = graph.AddSource<SettingsKey, MeshSettings>("settings");
        Source<ServiceKey, MeshService> services = graph.AddSource<ServiceKey, MeshService>("services");
        EnvoyViews views = new(graph, Model(graph, settings, services), new ResourceStore());
        graph.Build();
        ChangeBatch batch = graph.NewBatch();
        batch.Upsert(settings, Cluster, SettingsKey.Mesh, new MeshSettings
        {
            Mesh = Config,
            Networks = new MeshNetworks(),
            Features = Features,
        });
        foreach (MeshService service in Services)
        {
            batch.Upsert(services, Cluster, service.Key, service);
        }

        graph.Apply(batch);
        ProxyIdentity proxy = new()
        {
            Kind = ProxyKind.Router,
            Id = "edge-1.infra",
            IPAddresses = ["10.1.0.1"],
            DnsDomain = "infra.svc.cluster.local",
            Namespace = "infra",
            Metadata = Metadata,
            Cluster = Cluster,
            Families = Families,
        };
        return graph.Current.Get(views.Views, new ProxyViewKey(proxy, type, NameList.From(names))) ?? ResourceView.Empty;
    }

    private MeshModel Model(
        Graph graph, Source<SettingsKey, MeshSettings> settings, Source<ServiceKey, MeshService> services)
    {
        List<ScopedService> scoped = [];
        foreach (MeshService service in Services)
        {
            scoped.Add(new ScopedService(service.Key, default));
        }

        MergedGateway merged = new()
        {
            Ports = ValueArray.From(Ports),
            Routes = ValueArray.From(Routes),
            Gateways = ["infra/edge"],
            PassesToServices = PassesToServices,
        };
        ProxyWorkload workload = new() { Labels = LabelSet.Empty };
        WorkloadTelemetry telemetry = new() { Client = new DirectionTelemetry(), Server = new DirectionTelemetry() };
        return new MeshModel
        {
            Settings = settings,
            Services = services,
            ServicesByHost = graph.AddIndex<Hostname, ServiceKey, MeshService>(
                "by-host", services, static (key, _, sink) => sink.Add(key.Host)),
            Endpoints = graph.AddSource<ServiceKey, ServiceEndpoints>("endpoints"),
            ServiceAccounts = graph.AddSource<ServiceKey, ValueArray<string>>("accounts"),
            Networks = graph.AddSingleton<NetworkTable>("networks"),
            Workloads = graph.AddMemo<ProxyIdentity, ProxyWorkload>("workloads", (_, _) => workload),
            SidecarScopes = graph.AddMemo<WorkloadSelector, ScopeKey>("sidecar-scopes", static (_, _) => default),
            Scopes = graph.AddMemo<ScopeKey, EgressScope>(
                "scopes", (key, _) => new EgressScope { Key = key, Services = ValueArray.From(scoped) }),
            DestinationRulesByNamespace = graph.AddMemo<string, NamespaceDestinationRules>(
                "rules", static (_, _) => NamespaceDestinationRules.None),
            VirtualServices = graph.AddMemo<VirtualServiceQuery, ValueArray<VirtualServiceConfig>>(
                "vs",
                (query, _) => VirtualServices.TryGetValue(query.Gateway, out List<VirtualServiceConfig>? found)
                    ? ValueArray.From(found)
                    : default),
            Gateways = graph.AddMemo<GatewayQuery, MergedGateway>("gateways", (_, _) => merged),
            InboundMtls = graph.AddMemo<WorkloadSelector, InboundMtls>(
                "mtls", static (_, _) => new InboundMtls(MtlsMode.Permissive, default)),
            NamespaceMtls = graph.AddMemo<string, MtlsMode>("namespace-mtls", static (_, _) => MtlsMode.Permissive),
            Authorization = graph.AddMemo<PolicyTarget, WorkloadAuthorization>(
                "authorization", static (_, _) => WorkloadAuthorization.None),
            JwtRules = graph.AddMemo<PolicyTarget, ValueArray<JWTRule>>("jwt", static (_, _) => default),
            JwtKeys = graph.AddSource<JwtKeysDemand, JwtKeys>("jwt-keys"),
            Secrets = graph.AddSource<ObjectKey, Credential>("credentials"),
            RootMaps = graph.AddSource<ObjectKey, Credential>("root-maps"),
            SecretReaders = graph.AddMemo<SecretReader, bool>("secret-readers", static (_, _) => false),
            Statuses = graph.AddSource<StatusKey, DesiredStatus>("statuses"),
            TrustAnchors = graph.AddSingleton<ValueArray<string>>("trust-anchors"),
            TrafficExtensions = graph.AddMemo<PolicyTarget, ValueArray<TrafficExtensionConfig>>("extensions", static (_, _) => default),
            Patches = graph.AddMemo<PatchTarget, ValueArray<EnvoyPatch>>("patches", static (_, _) => default),
            WasmExtensions = graph.AddMemo<NamespacedName, WasmExtension?>("wasm", static (_, _) => null),
            Telemetry = graph.AddMemo<PolicyTarget, WorkloadTelemetry>("telemetry", (_, _) => telemetry),
        };
    }
}
