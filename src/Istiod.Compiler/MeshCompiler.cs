using Istiod.Compiler.Extensions;
using Istiod.Compiler.Gateways;
using Istiod.Compiler.Ingresses;
using Istiod.Compiler.Patches;
using Istiod.Compiler.Scoping;
using Istiod.Compiler.Secrets;
using Istiod.Compiler.Security;
using Istiod.Compiler.Status;
using Istiod.Compiler.Telemetry;
using Istiod.Compiler.Traffic.DestinationRules;
using Istiod.Compiler.Traffic.VirtualServices;
using Istiod.Incremental;
using Istiod.Model;

namespace Istiod.Compiler;

/// <summary>Wires all areas: objects of the sources in, the model that translators read out.</summary>
public static class MeshCompiler
{
    /// <summary>Adds every derivation to <paramref name="graph"/>; it is not built yet afterwards.</summary>
    public static MeshModel Wire(Graph graph, MeshSources sources)
    {
        RegistryCollections registry = RegistryCollections.Wire(graph, sources);
        IngressesArea ingresses = IngressesArea.Wire(graph, sources);
        VirtualServicesArea virtualServices = VirtualServicesArea.Wire(graph, sources, ingresses.VirtualServices);
        ScopingArea scoping =
            ScopingArea.Wire(graph, sources, registry.Services.Services, registry.Services.ByHost, virtualServices.OnGateway);
        PeerAuthenticationArea peers = PeerAuthenticationArea.Wire(graph, sources);
        AuthorizationArea authorization = AuthorizationArea.Wire(graph, sources);
        ExtensionsArea extensions = ExtensionsArea.Wire(graph, sources);
        SecretsArea secrets = SecretsArea.Wire(graph, sources);
        return new MeshModel
        {
            Settings = sources.Settings,
            Services = registry.Services.Services,
            ServicesByHost = registry.Services.ByHost,
            Endpoints = registry.Endpoints.Endpoints,
            ServiceAccounts = registry.Endpoints.ServiceAccounts,
            Networks = registry.Networks,
            Workloads = registry.ProxyWorkloads,
            SidecarScopes = scoping.SidecarScopes,
            Scopes = scoping.Scopes,
            Reaches = scoping.Reaches,
            DestinationRulesByNamespace = DestinationRulesArea.Wire(graph, sources),
            VirtualServices = virtualServices.OnGateway,
            Gateways = GatewaysArea.Wire(graph, sources, ingresses.Gateways).Merged,
            InboundMtls = peers.Inbound,
            NamespaceMtls = peers.Namespaces,
            Authorization = authorization.Authorization,
            JwtRules = authorization.JwtRules,
            JwtKeys = sources.JwtKeys,
            Secrets = secrets.Secrets,
            RootMaps = secrets.RootMaps,
            SecretReaders = secrets.Readers,
            Statuses = StatusArea.Wire(graph, sources, registry.Services.EntryAddresses, ingresses.Served),
            TrustAnchors = TrustAnchorsArea.Wire(graph, sources),
            TrafficExtensions = extensions.Workloads,
            WasmExtensions = extensions.Wasm,
            Patches = PatchesArea.Wire(graph, sources).Workloads,
            Telemetry = TelemetryArea.Wire(graph, sources).Workloads,
        };
    }
}
