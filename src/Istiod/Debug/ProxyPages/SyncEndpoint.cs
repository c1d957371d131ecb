using System.Text.Json;
using Istiod.Debug.Shapes;
using Istiod.Diagnostics;
using Istiod.Model;
using Istiod.Resources;
using Istiod.Xds;

namespace Istiod.Debug.ProxyPages;

/// <summary><c>/debug/syncz</c>: what each proxy was sent and has accepted, for <c>istioctl proxy-status</c>.</summary>
/// <remarks>istiod: pilot/pkg/xds/debug.go:Syncz.</remarks>
internal sealed class SyncEndpoint(DebugContext context) : IDebugEndpoint
{
    private const string Never = "0001-01-01T00:00:00Z";

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
    public async ValueTask WriteAsync(DebugRequest request, DebugWriter writer)
    {
        string wanted = request["namespace"];
        Utf8JsonWriter json = writer.Json();
        json.WriteStartArray();
        foreach (XdsConnection connection in ProxyFinder.All(context))
        {
            if (DebugContext.TryGetProxy(connection, out ProxyIdentity? proxy)
                && (wanted.Length == 0 || string.Equals(proxy.Metadata.Namespace, wanted, StringComparison.Ordinal)))
            {
                Write(json, connection, proxy);
                await writer.FlushAsync();
            }
        }

        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, XdsConnection connection, ProxyIdentity proxy)
    {
        json.WriteStartObject();
        json.WriteIfAny("cluster_id", proxy.Cluster.ToString());
        json.WriteIfAny("proxy", proxy.Id);
        json.WriteString("proxy_type", NodeTypes.NameOf(proxy.Kind));
        json.WriteIfAny("istio_version", connection.ProxyVersion);
        IReadOnlyList<TypeStatus> types = connection.Types;
        foreach ((XdsType type, string name) in s_named)
        {
            if (types.FirstOrDefault(t => t.Type == type) is { } status)
            {
                json.WriteIfAny(name + "_sent", status.SentNonce);
                json.WriteIfAny(name + "_acked", status.AckedNonce);
            }
        }

        if (types.Count > 0)
        {
            json.WriteStartObject("resources");
            foreach (TypeStatus status in types.OrderBy(static t => t.Type.TypeUrl, StringComparer.Ordinal))
            {
                json.WriteStartObject(status.Type.TypeUrl);
                json.WriteIfAny("sent", status.SentNonce);
                json.WriteIfAny("acked", status.AckedNonce);
                json.WriteString("sentTime", status.SentNonce.Length > 0 ? DebugTime.Text(status.SentTime) : Never);
                json.WriteIfAny("lastError", status.LastError ?? "");
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        json.WriteEndObject();
    }
}
