using System.Text.Json;
using Istiod.Diagnostics;
using Istiod.Protobuf;
using Istiod.Resources;
using Istiod.Xds;

namespace Istiod.Debug;

/// <summary><c>/debug/syncz</c>: what each proxy was sent and has accepted, for <c>istioctl proxy-status</c>.</summary>
/// <remarks>
/// istiod: pilot/pkg/xds/debug.go:Syncz. Differs: times of sending are not kept; the last error stands beside sent and acked.
/// </remarks>
internal sealed class SyncEndpoint(XdsServer xds, ConnectedProxies proxies) : IDebugEndpoint
{
    // the members of the older form, beside "resources"
    private static readonly (XdsType Type, string Name)[] s_named =
    [
        (XdsType.Cluster, "cluster"),
        (XdsType.Listener, "listener"),
        (XdsType.Route, "route"),
        (XdsType.Endpoint, "endpoint"),
        (XdsType.ExtensionConfig, "extensionconfig"),
    ];

    /// <inheritdoc/>
    public string Path => "/debug/syncz";

    /// <inheritdoc/>
    public string Help => "Synchronization status of all Envoys connected to this Pilot instance";

    /// <inheritdoc/>
    public void Write(DebugRequest request, DebugWriter writer)
    {
        string wanted = request["namespace"];
        Utf8JsonWriter json = writer.Json();
        json.WriteStartArray();
        foreach (XdsConnection connection in xds.Connections.OrderBy(c => c.Id, StringComparer.Ordinal))
        {
            if (proxies.NodeOf(connection) is not { } node || (wanted.Length > 0 && Metadata(node, "NAMESPACE") != wanted))
            {
                continue;
            }

            string[] id = node.Id.Split('~');
            json.WriteStartObject();
            json.WriteString("cluster_id", Metadata(node, "CLUSTER_ID"));
            json.WriteString("proxy", id.ElementAtOrDefault(2));
            json.WriteString("proxy_type", id[0]);
            json.WriteString("istio_version", connection.ProxyVersion);
            IReadOnlyList<TypeStatus> types = connection.Types;
            foreach ((XdsType type, string name) in s_named)
            {
                if (types.FirstOrDefault(t => t.Type == type) is { SentNonce.Length: > 0 } status)
                {
                    json.WriteString(name + "_sent", status.SentNonce);
                    json.WriteString(name + "_acked", status.AckedNonce);
                }
            }

            WriteResources(json, types);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.Flush();
    }

    private static void WriteResources(Utf8JsonWriter json, IReadOnlyList<TypeStatus> types)
    {
        json.WriteStartObject("resources");
        foreach (TypeStatus status in types.Where(t => t.SentNonce.Length > 0))
        {
            json.WriteStartObject(status.Type.TypeUrl);
            json.WriteString("sent", status.SentNonce);
            json.WriteString("acked", status.AckedNonce);
            if (status.LastError is { } error)
            {
                json.WriteString("lastError", error);
            }

            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static string Metadata(ProxyNode node, string name) =>
        node.Metadata is { } metadata && metadata.Fields.TryGetValue(name, out Value? value) ? value.StringValue : "";
}
