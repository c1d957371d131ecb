using System.Text.Json;
using Istiod.Model;
using Istiod.Primitives;

namespace Istiod.Debug.Shapes;

/// <summary>Gateways between networks.</summary>
/// <remarks>istiod: pilot/pkg/model/network.go:NetworkGateway.</remarks>
internal static class NetworkShape
{
    /// <summary>A list of them; <c>null</c> if there are none.</summary>
    public static void Write(Utf8JsonWriter json, ValueArray<NetworkGateway> gateways)
    {
        if (gateways.IsEmpty)
        {
            json.WriteNullValue();
            return;
        }

        json.WriteStartArray();
        foreach (NetworkGateway gateway in gateways)
        {
            json.WriteStartObject();
            json.WriteString("Network", gateway.Network.ToString());
            json.WriteString("Cluster", gateway.Cluster.ToString());
            json.WriteString("Addr", gateway.Address);
            json.WriteNumber("Port", gateway.Port);
            json.WriteNumber("HBONEPort", gateway.HbonePort);
            json.WritePropertyName("ServiceAccount");
            json.WriteName(gateway.ServiceAccount);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
