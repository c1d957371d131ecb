using System.Text.Json;
using Istiod.Debug.Shapes;
using Istiod.Diagnostics;
using Istiod.Xds;

namespace Istiod.Debug.ProxyPages;

/// <summary><c>/debug/connections</c>: who is connected.</summary>
/// <remarks>istiod: pilot/pkg/xds/debug.go:connectionsHandler.</remarks>
internal sealed class ConnectionsEndpoint(DebugContext context) : IDebugEndpoint
{
    /// <inheritdoc/>
    public string Path => "/debug/connections";

    /// <inheritdoc/>
    public string Help => "Info about the connected XDS clients";

    /// <inheritdoc/>
    public async ValueTask WriteAsync(DebugRequest request, DebugWriter writer)
    {
        List<XdsConnection> connections = ProxyFinder.All(context);
        Utf8JsonWriter json = writer.Json();
        Begin(json, connections);
        foreach (XdsConnection connection in connections)
        {
            json.WriteStartObject();
            WriteMembers(json, connection);
            json.WriteEndObject();
            await writer.FlushAsync();
        }

        End(json, connections);
    }

    /// <summary>Begins the object of some connections; the list is left out if there are none.</summary>
    public static void Begin(Utf8JsonWriter json, List<XdsConnection> connections)
    {
        json.WriteStartObject();
        json.WriteNumber("totalClients", connections.Count);
        if (connections.Count > 0)
        {
            json.WriteStartArray("clients");
        }
    }

    /// <summary>Ends it.</summary>
    public static void End(Utf8JsonWriter json, List<XdsConnection> connections)
    {
        if (connections.Count > 0)
        {
            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    /// <summary>What every connection tells.</summary>
    public static void WriteMembers(Utf8JsonWriter json, XdsConnection connection)
    {
        json.WriteString("connectionId", connection.Id);
        json.WriteString("connectedAt", DebugTime.Text(connection.ConnectedAt));
        json.WriteString("address", connection.Peer);
    }
}
