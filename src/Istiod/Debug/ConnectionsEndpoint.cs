using System.Text.Json;
using Istiod.Diagnostics;
using Istiod.Protobuf;
using Istiod.Resources;
using Istiod.Xds;

namespace Istiod.Debug;

/// <summary><c>/debug/connections</c>, and <c>/debug/adsz</c> with node and watches: who is connected.</summary>
/// <remarks>istiod: pilot/pkg/xds/debug.go:adsz, connectionsHandler.</remarks>
internal sealed class ConnectionsEndpoint(XdsServer xds, ConnectedProxies proxies, bool withNodes) : IDebugEndpoint
{
    /// <inheritdoc/>
    public string Path => withNodes ? "/debug/adsz" : "/debug/connections";

    /// <inheritdoc/>
    public string Help => withNodes ? "Status and debug interface for ADS" : "Info about the connected XDS clients";

    /// <inheritdoc/>
    public void Write(DebugRequest request, DebugWriter writer)
    {
        string wanted = request["proxyID"];
        List<XdsConnection> connections =
            [.. xds.Connections.Where(c => c.Id.Contains(wanted, StringComparison.Ordinal)).OrderBy(c => c.Id, StringComparer.Ordinal)];
        Utf8JsonWriter json = writer.Json();
        json.WriteStartObject();
        json.WriteNumber("totalClients", connections.Count);
        json.WriteStartArray("clients");
        foreach (XdsConnection connection in connections)
        {
            json.WriteStartObject();
            json.WriteString("connectionId", connection.Id);
            json.WriteString("connectedAt", DebugTime.Text(connection.ConnectedAt));
            json.WriteString("address", connection.Peer);
            if (withNodes)
            {
                WriteNode(json, proxies.NodeOf(connection));
                WriteWatches(json, connection);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
    }

    private static void WriteNode(Utf8JsonWriter json, ProxyNode? node)
    {
        if (node is null)
        {
            return;
        }

        if (node.Metadata is { } metadata)
        {
            if (metadata.Fields.TryGetValue("LABELS", out Value? labels))
            {
                json.WritePropertyName("labels");
                labels.WriteJson(json, ProtoJsonOptions.Default);
            }

            json.WritePropertyName("metadata");
            metadata.WriteJson(json, ProtoJsonOptions.Default);
        }

        if (node.Region.Length + node.Zone.Length + node.SubZone.Length > 0)
        {
            json.WriteStartObject("locality");
            json.WriteString("region", node.Region);
            json.WriteString("zone", node.Zone);
            json.WriteString("sub_zone", node.SubZone);
            json.WriteEndObject();
        }
    }

    private static void WriteWatches(Utf8JsonWriter json, XdsConnection connection)
    {
        json.WriteStartObject("watches");
        foreach (TypeStatus status in connection.Types)
        {
            json.WriteStartArray(status.Type.TypeUrl);
            foreach (XdsResource resource in status.View.Resources)
            {
                json.WriteStringValue(resource.Name);
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }
}
