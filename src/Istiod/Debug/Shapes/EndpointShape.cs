using System.Text.Json;
using Istiod.Model;
using Endpoint = Istiod.Model.Endpoint;

namespace Istiod.Debug.Shapes;

/// <summary>Endpoints as the reference's JSON has its own type of them.</summary>
/// <remarks>istiod: pilot/pkg/model/service.go:IstioEndpoint.</remarks>
internal static class EndpointShape
{
    private const string NetworkLabel = "topology.istio.io/network";

    /// <summary>Whether it comes from an endpoint slice, not from a ServiceEntry, whose endpoints know the number of their port.</summary>
    public static bool IsOfKubernetes(Endpoint endpoint) => endpoint.ServicePortNumber == 0;

    /// <summary>Writes one.</summary>
    /// <param name="publishesNotReady">Whether its service has endpoints that are not ready.</param>
    public static void Write(Utf8JsonWriter json, Endpoint endpoint, bool publishesNotReady)
    {
        json.WriteStartObject();
        WriteLabels(json, endpoint);
        json.WriteList("Addresses", endpoint.Addresses);
        json.WriteString("ServicePortName", endpoint.ServicePortName);
        json.WriteNumber("LegacyClusterPortKey", endpoint.ServicePortNumber);
        json.WriteString("ServiceAccount", endpoint.ServiceAccount);
        json.WriteString("Network", endpoint.Network.ToString());
        json.WriteStartObject("Locality");
        json.WriteString("Label", LocalityOf(endpoint));
        json.WriteString("ClusterID", endpoint.Cluster.ToString());
        json.WriteEndObject();
        json.WriteNumber("EndpointPort", endpoint.Port);
        json.WriteNumber("LbWeight", endpoint.Weight);
        json.WriteString("TLSMode", endpoint.AcceptsMutualTls ? "istio" : "disabled");
        json.WriteString("Namespace", endpoint.Namespace);
        json.WriteString("WorkloadName", endpoint.WorkloadName);
        json.WriteString("HostName", endpoint.HostName);
        json.WriteString("SubDomain", endpoint.SubDomain);
        json.WriteNumber("HealthStatus", (int)endpoint.Health);
        json.WriteBoolean("SendUnhealthyEndpoints", publishesNotReady);
        json.WriteString("NodeName", endpoint.NodeName);
        json.WriteEndObject();
    }

    // a slice's endpoints always tell their network
    private static void WriteLabels(Utf8JsonWriter json, Endpoint endpoint)
    {
        bool addsNetwork = IsOfKubernetes(endpoint) && !endpoint.Labels.TryGet(NetworkLabel, out _);
        if (!addsNetwork)
        {
            json.WriteMap("Labels", endpoint.Labels);
            return;
        }

        json.WriteStartObject("Labels");
        for (int i = 0; i < endpoint.Labels.Count; i++)
        {
            json.WriteString(endpoint.Labels[i].Key, endpoint.Labels[i].Value);
        }

        json.WriteString(NetworkLabel, endpoint.Network.ToString());
        json.WriteEndObject();
    }

    // of a node's labels all three parts are put together, whether or not they are there
    private static string LocalityOf(Endpoint endpoint)
    {
        Locality at = endpoint.Locality;
        return IsOfKubernetes(endpoint) && at != Locality.None ? $"{at.Region}/{at.Zone}/{at.SubZone}" : at.ToString();
    }
}
