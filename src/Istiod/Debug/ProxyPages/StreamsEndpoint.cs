using System.Text.Json;
using Istiod.Debug.Shapes;
using Istiod.Diagnostics;
using Istiod.Model;
using Istiod.Protobuf;
using Istiod.Resources;
using Istiod.Xds;

namespace Istiod.Debug.ProxyPages;

/// <summary><c>/debug/adsz</c>: who is connected, with node and watches; with <c>push</c> everything goes out to everybody again.</summary>
/// <remarks>istiod: pilot/pkg/xds/debug.go:adsz, handlePushRequest. Differs: <c>push</c> counts in the query only, not in a form.</remarks>
internal sealed class StreamsEndpoint(DebugContext context) : IDebugEndpoint
{
    // Members of the node's metadata that are shown, in the reference's order. istiod: pkg/model/proxy.go:NodeMetadata.
    private static readonly string[] s_metadata =
    [
        "PROXY_CONFIG", "ISTIO_VERSION", "ISTIO_REVISION", "LABELS", "STATIC_LABELS", "ANNOTATIONS", "INSTANCE_IPS", "NAMESPACE", "NODE_NAME",
        "WORKLOAD_NAME", "INTERCEPTION_MODE", "SERVICE_ACCOUNT", "HTTP_PROXY_PORT", "MESH_ID", "CLUSTER_ID", "NETWORK",
        "REQUESTED_NETWORK_VIEW", "POD_PORTS", "TLS_SERVER_CERT_CHAIN", "TLS_SERVER_KEY", "TLS_SERVER_ROOT_CERT", "TLS_CLIENT_CERT_CHAIN",
        "TLS_CLIENT_KEY", "TLS_CLIENT_ROOT_CERT", "BASE", "IDLE_TIMEOUT", "HTTP10", "GENERATOR", "DNS_CAPTURE", "DNS_AUTO_ALLOCATE",
        "ENABLE_HBONE", "DISABLE_HBONE_SEND", "AUTO_REGISTER_GROUP", "WORKLOAD_ENTRY", "UNPRIVILEGED_POD", "PLATFORM_METADATA", "STS_PORT",
        "ENVOY_STATUS_PORT", "ENVOY_PROMETHEUS_PORT", "EXIT_ON_ZERO_ACTIVE_CONNECTIONS", "INBOUND_LISTENER_EXACT_BALANCE",
        "OUTBOUND_LISTENER_EXACT_BALANCE", "CLOUDRUN_ADDR", "METADATA_DISCOVERY", "ENVOY_SKIP_DEPRECATED_LOGS", "WORKLOAD_IDENTITY_SOCKET_FILE",
    ];

    /// <inheritdoc/>
    public string Path => "/debug/adsz";

    /// <inheritdoc/>
    public string Help => "Status and debug interface for ADS";

    /// <inheritdoc/>
    public IReadOnlyList<(string Query, string Help)> Variants =>
        [("push=true", "Initiates push of the current state to all connected endpoints")];

    /// <inheritdoc/>
    public bool HasEffect(DebugRequest request) => request["push"].Length > 0;

    /// <inheritdoc/>
    public async ValueTask WriteAsync(DebugRequest request, DebugWriter writer)
    {
        if (HasEffect(request))
        {
            writer.Text($"Pushed to {context.Xds.ResendAll()} servers\n");
            return;
        }

        List<XdsConnection> connections;
        if (request["proxyID"].Length == 0)
        {
            connections = ProxyFinder.All(context);
        }
        else if (ProxyFinder.TryFindNamed(context, request, writer, out XdsConnection? one))
        {
            connections = [one];
        }
        else
        {
            return;
        }

        Utf8JsonWriter json = writer.Json();
        ConnectionsEndpoint.Begin(json, connections);
        foreach (XdsConnection connection in connections)
        {
            Write(json, connection);
            await writer.FlushAsync();
        }

        ConnectionsEndpoint.End(json, connections);
    }

    private void Write(Utf8JsonWriter json, XdsConnection connection)
    {
        json.WriteStartObject();
        ConnectionsEndpoint.WriteMembers(json, connection);
        if (DebugContext.TryGetProxy(connection, out ProxyIdentity? proxy))
        {
            ProxyWorkload workload = context.Pipeline.Graph.Current.Get(context.Pipeline.Model.Workloads, proxy);
            json.WriteMapIfAny("labels", workload.Labels);
            WriteMetadata(json, context.Proxies.NodeOf(connection)?.Metadata);
            WriteLocality(json, workload.Locality);
        }

        WriteWatches(json, connection);
        json.WriteEndObject();
    }

    private static void WriteMetadata(Utf8JsonWriter json, Struct? metadata)
    {
        json.WriteStartObject("metadata");
        foreach (string name in metadata is null ? [] : s_metadata)
        {
            if (metadata!.Fields.TryGetValue(name, out Value? value)) // not asked for names without metadata
            {
                json.WritePropertyName(name);
                value.WriteJson(json, ProtoJsonOptions.Default);
            }
        }

        json.WriteEndObject();
    }

    private static void WriteLocality(Utf8JsonWriter json, Locality locality)
    {
        json.WriteStartObject("locality");
        json.WriteIfAny("region", locality.Region);
        json.WriteIfAny("zone", locality.Zone);
        json.WriteIfAny("sub_zone", locality.SubZone);
        json.WriteEndObject();
    }

    private static void WriteWatches(Utf8JsonWriter json, XdsConnection connection)
    {
        IReadOnlyList<TypeStatus> types = connection.Types;
        if (types.Count == 0)
        {
            return;
        }

        json.WriteStartObject("watches");
        foreach (TypeStatus status in types.OrderBy(static t => t.Type.TypeUrl, StringComparer.Ordinal))
        {
            json.WriteStartArray(status.Type.TypeUrl);
            foreach (XdsResource resource in status.View.Resources)
            {
                if (status.AsksFor(resource.Name))
                {
                    json.WriteStringValue(resource.Name);
                }
            }

            foreach (string name in status.Beyond.Names)
            {
                if (status.View.IndexOf(name) < 0)
                {
                    json.WriteStringValue(name);
                }
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }
}
