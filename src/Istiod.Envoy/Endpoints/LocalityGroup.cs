using Istiod.Model;
using Istiod.Protos.Envoy.Config.Endpoint.V3;
using Endpoint = Istiod.Model.Endpoint;
using EnvoyLocality = Istiod.Protos.Envoy.Config.Core.V3.Locality;

namespace Istiod.Envoy.Endpoints;

/// <summary>Endpoints of one locality while an assignment is built: as messages, and what they were made of.</summary>
internal sealed class LocalityGroup(Locality locality)
{
    /// <summary>Where they are.</summary>
    public Locality Locality { get; } = locality;

    /// <summary>The message; nobody else has it yet.</summary>
    public LocalityLbEndpoints Message { get; } = new()
    {
        Locality = new EnvoyLocality { Region = locality.Region, Zone = locality.Zone, SubZone = locality.SubZone },
    };

    /// <summary>What the message's endpoints were made of, in the same order.</summary>
    public List<Endpoint> Endpoints { get; } = [];

    public void Add(Endpoint endpoint, LbEndpoint message)
    {
        Endpoints.Add(endpoint);
        Message.LbEndpoints.Add(message);
    }

    /// <summary>Makes the group's weight the sum of its endpoints', at most what fits.</summary>
    public void SumWeights()
    {
        ulong sum = 0;
        foreach (LbEndpoint endpoint in Message.LbEndpoints)
        {
            sum += endpoint.LoadBalancingWeight ?? 0;
        }

        Message.LoadBalancingWeight = (uint)Math.Min(sum, uint.MaxValue);
    }
}
