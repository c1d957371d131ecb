using Istiod.Envoy.Filters.Network;
using Istiod.Envoy.Listeners;
using Istiod.Model;
using Istiod.Primitives;
using Istiod.Protobuf;
using Istiod.Protos.Envoy.Config.Listener.V3;
using ExtensionPhase = Istiod.Protos.Istio.Extensions.V1Alpha1.TrafficExtension.Types.ExecutionPhase;

namespace Istiod.Envoy.Filters.Extensions;

/// <summary>Extensions of network filter chains, with the policies between them.</summary>
internal static class NetworkExtensions
{
    private static readonly string[] Types =
    [
        "type.googleapis.com/envoy.extensions.filters.network.wasm.v3.Wasm",
        "type.googleapis.com/envoy.extensions.filters.network.rbac.v3.RBAC",
    ];

    private static readonly ExtensionPhase[] Order =
        [ExtensionPhase.Authn, ExtensionPhase.Authz, ExtensionPhase.Stats, ExtensionPhase.Unspecified];

    /// <summary>Adds the extensions of all phases: before a connection manager, which has the policies.</summary>
    public static void AddTo(RepeatedField<Filter> filters, in ExtensionScope scope)
    {
        foreach (ExtensionPhase phase in Order)
        {
            Add(filters, scope, phase);
        }
    }

    /// <summary>Adds policies, and extensions before and after them: before a TCP proxy.</summary>
    /// <param name="policies">Who may connect; <c>null</c>: nothing guards the connections.</param>
    /// <remarks>istiod: pilot/pkg/networking/core/networkfilter.go:buildCompleteNetworkFilters.</remarks>
    public static void AddWithPolicies(
        RepeatedField<Filter> filters, in ExtensionScope scope, WorkloadAuthorization? policies, bool usesFilterState, Build build)
    {
        if (policies is not null)
        {
            NetworkAuthorization.AddExternalTo(filters, policies, usesFilterState, build);
        }

        Add(filters, scope, ExtensionPhase.Authn);
        Add(filters, scope, ExtensionPhase.Authz);
        if (policies is not null)
        {
            NetworkAuthorization.AddOwnTo(filters, policies, usesFilterState, build);
        }

        Add(filters, scope, ExtensionPhase.Stats);
        Add(filters, scope, ExtensionPhase.Unspecified);
    }

    private static void Add(RepeatedField<Filter> filters, in ExtensionScope scope, ExtensionPhase phase)
    {
        foreach (TrafficExtensionConfig extension in scope.Extensions)
        {
            if (extension.Kind == ExtensionKind.NetworkWasm
                && extension.Phase == phase
                && extension.AppliesTo(scope.Side.Mode(), scope.Port))
            {
                filters.Add(new Filter
                {
                    Name = extension.ResourceName,
                    ConfigDiscovery = HttpExtensionFilter.Discovery(Types),
                });
            }
        }
    }
}

/// <summary>Where extensions may be added.</summary>
/// <param name="Extensions">Those of the workload.</param>
/// <param name="Side">Side.</param>
/// <param name="Port">Service port outbound, else the port that is listened on.</param>
internal readonly record struct ExtensionScope(ValueArray<TrafficExtensionConfig> Extensions, ListenerClass Side, int Port);
