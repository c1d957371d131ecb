using System.Text.Json;
using Istiod.Diagnostics;

namespace Istiod.Xds.Debug;

/// <summary>Who is connected.</summary>
/// <remarks>istiod: pilot/pkg/xds/debug.go:connectionsHandler.</remarks>
internal sealed class ConnectionsEndpoint(XdsServer server) : IDebugEndpoint
{
    public string Path => "/debug/connections";

    public string Help => "Info about the connected XDS clients";

    public void Write(DebugRequest request, DebugWriter writer)
    {
        List<XdsConnection> connections = XdsDebugCatalog.Sorted(server, request.CallerNamespace);
        Utf8JsonWriter json = writer.Json();
        json.WriteStartObject();
        json.WriteNumber("totalClients", connections.Count);
        if (connections.Count > 0)
        {
            json.WriteStartArray("clients");
            foreach (XdsConnection connection in connections)
            {
                json.WriteStartObject();
                json.WriteString("connectionId", connection.Id);
                json.WriteString("connectedAt", connection.ConnectedAt.UtcDateTime);
                json.WriteString("address", connection.Peer);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }
}
