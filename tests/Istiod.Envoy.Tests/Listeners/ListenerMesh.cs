using Istiod.Envoy.Listeners;
using Istiod.Incremental;
using Istiod.Model;
using Istiod.Primitives;
using Istiod.Protos.Envoy.Config.Listener.V3;
using Istiod.Protos.Istio.Mesh.V1Alpha1;
using Istiod.Protos.Istio.Networking.V1Alpha3;
using Istiod.Protos.Istio.Security.V1Beta1;
using Istiod.Resources;
using OutboundTrafficPolicy = Istiod.Protos.Istio.Networking.V1Alpha3.OutboundTrafficPolicy;
using Protocol = Istiod.Model.Protocol;
using ServicePort = Istiod.Model.ServicePort;
using WorkloadSelector = Istiod.Model.WorkloadSelector;

namespace Istiod.Envoy.Tests.Listeners;

/// <summary>A small mesh whose model is given as it is, and the listeners that its one proxy gets.</summary>
internal sealed class ListenerMesh
{
    public static readonly ClusterId Cluster = new("Kubernetes");

    public MeshConfig Config { get; } = new()
    {
        ProxyListenPort = 15001,
        ProxyInboundListenPort = 15006,
        TrustDomain = "cluster.local",
        EnableTracing = true,
        ProtocolDetectionTimeout = new Protobuf.Duration(0, 0),
    };

    public MeshFeatures Features { get; set; } = new();

    public List<MeshService> Services { get; } = [];

    public Dictionary<ServiceKey, ServiceEndpoints> Endpoints { get; } = [];

    public List<VirtualServiceConfig> VirtualServices { get; } = [];

    public List<ServiceTarget> Targets { get; } = [];

    public InboundMtls Mtls { get; set; } = new(MtlsMode.Permissive, default);

    public WorkloadAuthorization Authorization { get; set; } = WorkloadAuthorization.None;

    public ValueArray<JWTRule> JwtRules { get; set; }

    public WorkloadTelemetry Telemetry { get; set; } =
        new() { Client = new DirectionTelemetry(), Server = new DirectionTelemetry() };

    public ValueArray<TrafficExtensionConfig> Extensions { get; set; }

    public Sidecar? Sidecar { get; set; }

    public bool AllowsAny { get; set; } = true;

    public LabelSet Labels { get; set; } = LabelSet.Empty;

    public ProxyMetadata Metadata { get; set; } =
        new() { ClusterId = "Kubernetes", Namespace = "default", MeshId = "cluster.local" };

    public AddressFamilies Families { get; set; } = AddressFamilies.IPv4;

    public static MeshService Service(string name, string address, params ReadOnlySpan<(int Port, Protocol Protocol)> ports)
    {
        List<ServicePort> list = [];
        foreach ((int port, Protocol protocol) in ports)
        {
            list.Add(new ServicePort($"p{port}", port, protocol));
        }

        return new MeshService
        {
            Key = new ServiceKey("default", new Hostname($"{name}.default.svc.cluster.local")),
            Name = name,
            Ports = ValueArray.From(list),
            DefaultAddress = address,
            Addresses = address is "0.0.0.0" ? default : [new ClusterAddresses(Cluster, [address])],
        };
    }

    /// <summary>The listeners by name, in the order of the view.</summary>
    public Dictionary<string, Listener> Listeners()
    {
        Dictionary<string, Listener> listeners = [];
        foreach (XdsResource resource in View().Resources)
        {
            listeners.Add(resource.Name, Listener.Parse(resource.ToArray()));
        }

        return listeners;
    }

    public ResourceView View()
    {
        Graph graph = new();
        Source<SettingsKey, MeshSettings> settings = graph.AddSource<SettingsKey, MeshSettings>("settings");
        Source<ServiceKey, MeshService> services = graph.AddSource<ServiceKey, MeshService>("services");
        Source<ServiceKey, ServiceEndpoints> endpoints = graph.AddSource<ServiceKey, ServiceEndpoints>("endpoints");
        List<ScopedService> scoped = [];
        foreach (MeshService service in Services)
        {
            scoped.Add(new ScopedService(service.Key, default));
        }

        EgressScope scope = new()
        {
            Key = new ScopeKey("default", Sidecar is null ? default : new NamespacedName("default", "own"), false),
            Sidecar = Sidecar,
            Listeners = [new EgressListener(null, ValueArray.From(scoped), ValueArray.From(VirtualServices))],
            Services = ValueArray.From(scoped),
            OutboundTrafficPolicy = new OutboundTrafficPolicy
            {
                Mode = AllowsAny
                    ? OutboundTrafficPolicy.Types.Mode.AllowAny
                    : OutboundTrafficPolicy.Types.Mode.RegistryOnly,
            },
        };
        ProxyWorkload workload = new() { Labels = Labels, Targets = ValueArray.From(Targets) };
        MeshModel model = new()
        {
            Settings = settings,
            Services = services,
            ServicesByHost = graph.AddIndex<Hostname, ServiceKey, MeshService>(
                "by-host", services, static (key, _, sink) => sink.Add(key.Host)),
            Endpoints = endpoints,
            ServiceAccounts = graph.AddSource<ServiceKey, ValueArray<string>>("accounts"),
            Networks = graph.AddSingleton<NetworkTable>("networks"),
            Workloads = graph.AddMemo<ProxyIdentity, ProxyWorkload>("workloads", (_, _) => workload),
            SidecarScopes = graph.AddMemo<WorkloadSelector, ScopeKey>("sidecar-scopes", (_, _) => scope.Key),
            Scopes = graph.AddMemo<ScopeKey, EgressScope>("scopes", (_, _) => scope),
            DestinationRulesByNamespace = graph.AddMemo<string, NamespaceDestinationRules>(
                "rules", (_, _) => NamespaceDestinationRules.None),
            VirtualServices = graph.AddMemo<VirtualServiceQuery, ValueArray<VirtualServiceConfig>>("vs", (_, _) => default),
            Gateways = graph.AddMemo<GatewayQuery, MergedGateway>("gateways", static (_, _) => MergedGateway.None),
            InboundMtls = graph.AddMemo<WorkloadSelector, InboundMtls>("mtls", (_, _) => Mtls),
            NamespaceMtls = graph.AddMemo<string, MtlsMode>("namespace-mtls", (_, _) => MtlsMode.Permissive),
            Authorization = graph.AddMemo<PolicyTarget, WorkloadAuthorization>("authorization", (_, _) => Authorization),
            JwtRules = graph.AddMemo<PolicyTarget, ValueArray<JWTRule>>("jwt", (_, _) => JwtRules),
            JwtKeys = graph.AddSource<JwtKeysDemand, JwtKeys>("jwt-keys"),
            Secrets = graph.AddSource<ObjectKey, Credential>("credentials"),
            RootMaps = graph.AddSource<ObjectKey, Credential>("root-maps"),
            SecretReaders = graph.AddMemo<SecretReader, bool>("secret-readers", static (_, _) => false),
            Statuses = graph.AddSource<StatusKey, DesiredStatus>("statuses"),
            TrustAnchors = graph.AddSingleton<ValueArray<string>>("trust-anchors"),
            TrafficExtensions = graph.AddMemo<PolicyTarget, ValueArray<TrafficExtensionConfig>>("extensions", (_, _) => Extensions),
            Patches = graph.AddMemo<PatchTarget, ValueArray<EnvoyPatch>>("patches", static (_, _) => default),
            WasmExtensions = graph.AddMemo<NamespacedName, WasmExtension?>("wasm", (_, _) => null),
            Telemetry = graph.AddMemo<PolicyTarget, WorkloadTelemetry>("telemetry", (_, _) => Telemetry),
        };
        ListenerViews views = new(graph, model, new ResourceStore());
        Memo<ProxyIdentity, ResourceView> view = graph.AddMemo<ProxyIdentity, ResourceView>("view", views.View);
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

        foreach ((ServiceKey key, ServiceEndpoints list) in Endpoints)
        {
            batch.Upsert(endpoints, Cluster, key, list);
        }

        graph.Apply(batch);
        return graph.Current.Get(view, new ProxyIdentity
        {
            Kind = ProxyKind.Sidecar,
            Id = "web-1.default",
            IPAddresses = ["10.1.0.1"],
            DnsDomain = "default.svc.cluster.local",
            Namespace = "default",
            Metadata = Metadata,
            Cluster = Cluster,
            Families = Families,
        });
    }
}
