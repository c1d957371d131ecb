using Istiod.Incremental;
using Istiod.Primitives;
using Istiod.Protos.Istio.Security.V1Beta1;

namespace Istiod.Model;

/// <summary>The named collections that translators read. The compiler makes them; nothing else does.</summary>
/// <remarks>Every read goes through a <see cref="Reads"/>, so what a translation depends on is recorded.</remarks>
public sealed class MeshModel
{
    /// <summary>The one settings value; use <see cref="SettingsOf"/>.</summary>
    public required Collection<SettingsKey, MeshSettings> Settings { get; init; }

    /// <summary>Services of all registries and clusters, merged.</summary>
    public required Collection<ServiceKey, MeshService> Services { get; init; }

    /// <summary>Services by hostname (one hostname may be in several namespaces).</summary>
    public required Index<Hostname, ServiceKey, MeshService> ServicesByHost { get; init; }

    /// <summary>Endpoints of each service that has any.</summary>
    public required Collection<ServiceKey, ServiceEndpoints> Endpoints { get; init; }

    /// <summary>SPIFFE identities behind each service: declared ones and those of its endpoints; sorted.</summary>
    public required Collection<ServiceKey, ValueArray<string>> ServiceAccounts { get; init; }

    /// <summary>Gateways between networks; use <see cref="NetworksOf"/>.</summary>
    public required Collection<Unit, NetworkTable> Networks { get; init; }

    /// <summary>What is known of a proxy's own workload.</summary>
    public required Memo<ProxyIdentity, ProxyWorkload> Workloads { get; init; }

    /// <summary>The scope key of proxies in a namespace with given labels (which Sidecar selects them).</summary>
    public required Memo<WorkloadSelector, ScopeKey> SidecarScopes { get; init; }

    /// <summary>What a scope reaches.</summary>
    public required Memo<ScopeKey, EgressScope> Scopes { get; init; }

    /// <summary>The scopes with those virtual services only that have TCP or TLS routes: HTTP routes change more often.</summary>
    public Memo<ScopeKey, EgressScope> Reaches { get => field ?? Scopes; init; }

    /// <summary>Destination rules of each namespace; <see cref="DestinationRuleLookup"/> finds what applies.</summary>
    public required Memo<string, NamespaceDestinationRules> DestinationRulesByNamespace { get; init; }

    /// <summary>Virtual services that proxies of a namespace see on a gateway, oldest first.</summary>
    public required Memo<VirtualServiceQuery, ValueArray<VirtualServiceConfig>> VirtualServices { get; init; }

    /// <summary>The gateways of a workload, merged; use <see cref="GatewayOf"/>.</summary>
    public required Memo<GatewayQuery, MergedGateway> Gateways { get; init; }

    /// <summary>Mutual TLS that a workload asks of its callers.</summary>
    public required Memo<WorkloadSelector, InboundMtls> InboundMtls { get; init; }

    /// <summary>Mutual TLS mode of a namespace without looking at workloads: what clients may assume of its services.</summary>
    public required Memo<string, MtlsMode> NamespaceMtls { get; init; }

    /// <summary>Authorization policies of a workload, or of a service behind a waypoint.</summary>
    public required Memo<PolicyTarget, WorkloadAuthorization> Authorization { get; init; }

    /// <summary>Rules for tokens in requests to a workload, by issuer. Never written to.</summary>
    public required Memo<PolicyTarget, ValueArray<JWTRule>> JwtRules { get; init; }

    /// <summary>Published keys that the host has fetched; a demand that is missing has not been answered yet.</summary>
    public required Collection<JwtKeysDemand, JwtKeys> JwtKeys { get; init; }

    /// <summary>Credentials in Secrets.</summary>
    public required Collection<ObjectKey, Credential> Secrets { get; init; }

    /// <summary>Roots in ConfigMaps.</summary>
    public required Collection<ObjectKey, Credential> RootMaps { get; init; }

    /// <summary>Whether a service account may read the secrets of its namespace.</summary>
    public required Memo<SecretReader, bool> SecretReaders { get; init; }

    /// <summary>Roots for agents where the mesh may have several: one value, PEM, sorted.</summary>
    public required Collection<Unit, ValueArray<string>> TrustAnchors { get; init; }

    /// <summary>Statuses that objects should have.</summary>
    public required Collection<StatusKey, DesiredStatus> Statuses { get; init; }

    /// <summary>Telemetry settings of a workload, or of a service behind a waypoint.</summary>
    public required Memo<PolicyTarget, WorkloadTelemetry> Telemetry { get; init; }

    /// <summary>Extensions of a workload, or of a service behind a waypoint, in the order in which they apply within a phase.</summary>
    public required Memo<PolicyTarget, ValueArray<TrafficExtensionConfig>> TrafficExtensions { get; init; }

    /// <summary>A WebAssembly extension by name; <c>null</c> if there is none.</summary>
    public required Memo<NamespacedName, WasmExtension?> WasmExtensions { get; init; }

    /// <summary>Patches of a workload's configuration, in the order in which they apply.</summary>
    public required Memo<PatchTarget, ValueArray<EnvoyPatch>> Patches { get; init; }

    /// <summary>Gateways between networks.</summary>
    public NetworkTable NetworksOf(Reads reads) =>
        reads.TryGet(Networks, out NetworkTable? table) ? table : NetworkTable.None;

    /// <summary>The scope that applies to a proxy.</summary>
    /// <remarks>istiod: pilot/pkg/model/push_context.go:doGetSidecarScope.</remarks>
    public ScopeKey ScopeOf(ProxyIdentity proxy, Reads reads) => proxy.Kind == ProxyKind.Sidecar
        ? reads.Get(SidecarScopes, new WorkloadSelector(proxy.Namespace, reads.Get(Workloads, proxy).Labels))
        : new ScopeKey(proxy.Namespace, default, IsGateway: true);

    /// <summary>The merged gateways that apply to a proxy.</summary>
    public MergedGateway GatewayOf(ProxyIdentity proxy, Reads reads)
    {
        ProxyWorkload workload = reads.Get(Workloads, proxy);
        return reads.Get(Gateways, new GatewayQuery(proxy.Namespace, workload.Labels, GatewayTarget.Of(workload.Targets)));
    }

    /// <summary>The settings.</summary>
    /// <exception cref="InvalidOperationException">None were fed: the host is wired wrong.</exception>
    public MeshSettings SettingsOf(Reads reads) =>
        reads.TryGet(Settings, SettingsKey.Mesh, out MeshSettings? settings)
            ? settings
            : throw new InvalidOperationException("no mesh settings were fed");
}
