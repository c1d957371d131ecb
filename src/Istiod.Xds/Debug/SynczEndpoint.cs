using System.Text.Json;
using Istiod.Diagnostics;
using Istiod.Resources;

namespace Istiod.Xds.Debug;

/// <summary>What was sent to each proxy and what it accepted; <c>istioctl proxy-status</c> reads it.</summary>
/// <remarks>istiod: pilot/pkg/xds/debug.go:Syncz.</remarks>
internal sealed class SynczEndpoint(XdsServer server) : IDebugEndpoint
{
    private static readonly (XdsType Type, string Sent, string Acked)[] Named =
    [
        (XdsType.Cluster, "cluster_sent", "cluster_acked"),
        (XdsType.Listener, "listener_sent", "listener_acked"),
        (XdsType.Route, "route_sent", "route_acked"),
        (XdsType.Endpoint, "endpoint_sent", "endpoint_acked"),
        (XdsType.ExtensionConfig, "extensionconfig_sent", "extensionconfig_acked"),
    ];

    public string Path => "/debug/syncz";

    public string Help => "Synchronization status of all Envoys connected to this Pilot instance";

    public void Write(DebugRequest request, DebugWriter writer)
    {
        string ns = request.CallerNamespace ?? request["namespace"];
        Utf8JsonWriter json = writer.Json();
        json.WriteStartArray();
        foreach (XdsConnection connection in XdsDebugCatalog.Sorted(server, ns))
        {
            WriteConnection(json, connection);
        }

        json.WriteEndArray();
    }

    private static void WriteConnection(Utf8JsonWriter json, XdsConnection connection)
    {
        IReadOnlyList<TypeStatus> types = connection.Types;
        json.WriteStartObject();
        WriteText(json, "cluster_id", connection.ClusterId);
        json.WriteString("proxy", XdsDebugCatalog.NodePart(connection, 2));
        json.WriteString("proxy_type", XdsDebugCatalog.NodePart(connection, 0));
        WriteText(json, "istio_version", connection.ProxyVersion);
        foreach ((XdsType type, string sent, string acked) in Named)
        {
            foreach (TypeStatus status in types)
            {
                if (status.Type == type)
                {
                    WriteText(json, sent, status.SentNonce);
                    WriteText(json, acked, status.AckedNonce);
                }
            }
        }

        if (types.Count > 0)
        {
            WriteResources(json, types);
        }

        json.WriteEndObject();
    }

    private static void WriteResources(Utf8JsonWriter json, IReadOnlyList<TypeStatus> types)
    {
        json.WriteStartObject("resources");
        foreach (TypeStatus status in types)
        {
            json.WriteStartObject(status.Type.TypeUrl);
            WriteText(json, "sent", status.SentNonce);
            WriteText(json, "acked", status.AckedNonce);
            json.WriteString("sentTime", status.SentTime.UtcDateTime);
            WriteText(json, "lastError", status.LastError ?? "");
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void WriteText(Utf8JsonWriter json, string name, string value)
    {
        if (value.Length > 0)
        {
            json.WriteString(name, value);
        }
    }
}
