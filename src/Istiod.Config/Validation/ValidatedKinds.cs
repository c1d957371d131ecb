using System.Diagnostics.CodeAnalysis;
using Istiod.Primitives;

namespace Istiod.Config.Validation;

/// <summary>The kinds that the validation webhook looks at; any other is refused.</summary>
/// <remarks>istiod: pkg/config/schema/collections/extras.go:PilotGatewayAPI.</remarks>
public static class ValidatedKinds
{
    private static readonly KindDescriptor[] s_stable =
    [
        KindCatalog.AuthorizationPolicy, KindCatalog.BackendTLSPolicy, KindCatalog.DestinationRule, KindCatalog.EnvoyFilter,
        KindCatalog.GrpcRoute, KindCatalog.IstioGateway, KindCatalog.GatewayClass, KindCatalog.HttpRoute, KindCatalog.KubernetesGateway,
        KindCatalog.ListenerSet, KindCatalog.PeerAuthentication, KindCatalog.ProxyConfig, KindCatalog.ReferenceGrant,
        KindCatalog.RequestAuthentication, KindCatalog.ServiceEntry, KindCatalog.Sidecar, KindCatalog.TlsRoute, KindCatalog.Telemetry,
        KindCatalog.TrafficExtension, KindCatalog.VirtualService, KindCatalog.WasmPlugin, KindCatalog.WorkloadEntry,
        KindCatalog.WorkloadGroup,
    ];

    private static readonly KindDescriptor[] s_alpha = [KindCatalog.TcpRoute, KindCatalog.UdpRoute, KindCatalog.XBackendTrafficPolicy];

    /// <summary>Kinds of the stable and beta APIs.</summary>
    public static ValueArray<KindDescriptor> Stable { get; } = ValueArray.Take(s_stable);

    /// <summary>Finds a kind by group and kind: the version does not count, as all have one schema.</summary>
    /// <param name="withAlpha">Whether the alpha kinds of the Gateway API count (PILOT_ENABLE_ALPHA_GATEWAY_API).</param>
    public static bool TryFind(string group, string kind, bool withAlpha, [NotNullWhen(true)] out KindDescriptor? descriptor)
    {
        descriptor = Find(s_stable, group, kind) ?? (withAlpha ? Find(s_alpha, group, kind) : null);
        return descriptor is not null;
    }

    private static KindDescriptor? Find(KindDescriptor[] kinds, string group, string kind)
    {
        foreach (KindDescriptor candidate in kinds)
        {
            if (string.Equals(candidate.Kind, kind, StringComparison.Ordinal) && string.Equals(candidate.Group, group, StringComparison.Ordinal))
            {
                return candidate;
            }
        }

        return null;
    }
}
