using Istiod.Incremental;
using Istiod.Model;
using Istiod.Protos.Istio.Networking.V1Alpha3;
using Endpoint = Istiod.Model.Endpoint;
using TlsMode = Istiod.Protos.Istio.Networking.V1Alpha3.ClientTLSSettings.Types.TLSmode;
using WorkloadSelector = Istiod.Model.WorkloadSelector;

namespace Istiod.Envoy.Endpoints;

/// <summary>Whether a client uses mutual TLS towards single endpoints of a cluster.</summary>
/// <remarks>istiod: xds/endpoints/mtls_checker.go.</remarks>
internal readonly struct ClientMutualTls
{
    private readonly MeshModel _model;
    private readonly Reads _reads;
    private readonly TlsMode? _demanded;

    public ClientMutualTls(MeshModel model, Reads reads, DestinationRule? rule, string subset, int port)
    {
        _model = model;
        _reads = reads;
        _demanded = rule is null ? null : DemandedBy(rule, subset, port);
    }

    /// <summary>
    /// If the destination rule sets TLS, that decides. Else it is used where the workload takes it and no policy forbids it.
    /// </summary>
    public bool IsUsedFor(Endpoint endpoint)
    {
        if (_demanded is { } mode)
        {
            return mode == TlsMode.IstioMutual;
        }

        return endpoint.AcceptsMutualTls
            && _reads.Get(_model.InboundMtls, new WorkloadSelector(endpoint.Namespace, endpoint.Labels)).ForPort(endpoint.Port)
                != MtlsMode.Disable;
    }

    /// <summary>Of a subset only its own policy counts here, not the rule's.</summary>
    private static TlsMode? DemandedBy(DestinationRule rule, string subset, int port)
    {
        if (subset.Length == 0)
        {
            return DemandedBy(rule.TrafficPolicy, port);
        }

        foreach (Subset candidate in rule.Subsets)
        {
            if (string.Equals(candidate.Name, subset, StringComparison.Ordinal))
            {
                return DemandedBy(candidate.TrafficPolicy, port);
            }
        }

        return null;
    }

    private static TlsMode? DemandedBy(TrafficPolicy? policy, int port)
    {
        if (policy is null)
        {
            return null;
        }

        foreach (TrafficPolicy.Types.PortTrafficPolicy own in policy.PortLevelSettings)
        {
            if (own.Port?.Number == port && own.Tls is { } tls)
            {
                return tls.Mode;
            }
        }

        return policy.Tls?.Mode;
    }
}
