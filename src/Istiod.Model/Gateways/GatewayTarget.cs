using Istiod.Primitives;

namespace Istiod.Model;

/// <summary>What merging gateways must know of a service port that a gateway's workload serves.</summary>
/// <param name="Service">The service.</param>
/// <param name="Port">The service's port.</param>
/// <param name="TargetPort">Port of the workload.</param>
/// <param name="IsUdp">It is a UDP port.</param>
/// <param name="KeepsPorts">The service asks that ports of gateways be taken as they are.</param>
public readonly record struct GatewayTarget(ServiceKey Service, int Port, int TargetPort, bool IsUdp, bool KeepsPorts)
{
    /// <summary>Label of services whose ports are not put in place of their target ports.</summary>
    /// <remarks>istiod: pilot/pkg/model/gateway.go:DisableGatewayPortTranslationLabel.</remarks>
    public const string KeepsPortsLabel = "experimental.istio.io/disable-gateway-port-translation";

    /// <summary>Projects the service ports of a workload.</summary>
    public static ValueArray<GatewayTarget> Of(ValueArray<ServiceTarget> targets)
    {
        GatewayTarget[] projected = new GatewayTarget[targets.Count];
        for (int i = 0; i < projected.Length; i++)
        {
            ServiceTarget target = targets[i];
            projected[i] = new GatewayTarget(
                target.Service.Key,
                target.Port.Number,
                target.TargetPort,
                target.Port.Protocol == Protocol.Udp,
                target.Service.Labels.TryGet(KeepsPortsLabel, out _));
        }

        return ValueArray.Take(projected);
    }
}
