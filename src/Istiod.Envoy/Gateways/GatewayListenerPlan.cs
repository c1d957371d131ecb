using System.Globalization;
using Istiod.Envoy.Listeners;
using Istiod.Model;
using Istiod.Primitives;

namespace Istiod.Envoy.Gateways;

/// <summary>A listener of a gateway: the merged ports that share its address.</summary>
/// <param name="Binds">Addresses; the first is primary and names it.</param>
/// <param name="Port">Port.</param>
/// <param name="IsQuic">It is UDP, for QUIC.</param>
/// <param name="Ports">In order of precedence.</param>
internal sealed record GatewayListenerPlan(ValueArray<string> Binds, int Port, bool IsQuic, ValueArray<GatewayPort> Ports)
{
    /// <summary>Name of the listener.</summary>
    public string Name => string.Create(CultureInfo.InvariantCulture, $"{(IsQuic ? "udp_" : "")}{Binds[0]}_{Port}");

    /// <summary>The listeners of a merged gateway, in order of their first ports.</summary>
    /// <param name="isUnprivileged">Low ports cannot be bound to, so listeners there are left out.</param>
    /// <param name="isDualStack">Listeners without an address of their own have one for each family.</param>
    /// <remarks>istiod: pilot/pkg/networking/core/gateway.go:buildGatewayListeners.</remarks>
    public static List<GatewayListenerPlan> Of(
        MergedGateway merged, AddressFamilies families, bool isUnprivileged, bool isDualStack)
    {
        ValueArray<string> wildcards = Addresses.Wildcards(families);
        ValueArray<string> anywhere = isDualStack ? wildcards : [wildcards[0]];
        List<GatewayListenerPlan> plans = [];
        foreach (GatewayPort port in merged.Ports)
        {
            if (isUnprivileged && port.Number < 1024)
            {
                continue;
            }

            ValueArray<string> binds = port.Bind.Length > 0 ? [port.Bind] : anywhere;
            Add(plans, new GatewayListenerPlan(binds, port.Number, false, [port]));
            if (!port.QuicServers.IsEmpty)
            {
                Add(plans, new GatewayListenerPlan(binds, port.Number, true, [port]));
            }
        }

        return plans;
    }

    private static void Add(List<GatewayListenerPlan> plans, GatewayListenerPlan plan)
    {
        string name = plan.Name;
        for (int i = 0; i < plans.Count; i++)
        {
            if (string.Equals(plans[i].Name, name, StringComparison.Ordinal))
            {
                plans[i] = plans[i] with { Ports = [.. plans[i].Ports.Span, .. plan.Ports.Span] };
                return;
            }
        }

        plans.Add(plan);
    }
}
