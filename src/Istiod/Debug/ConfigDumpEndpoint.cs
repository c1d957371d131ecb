using System.Text.Json;
using Istiod.Diagnostics;
using Istiod.Protobuf;
using Istiod.Protos;
using Istiod.Resources;
using Istiod.Xds;

namespace Istiod.Debug;

/// <summary><c>/debug/config_dump?proxyID=</c>: what a connected proxy was brought to, in the shape of Envoy's own dump.</summary>
/// <remarks>
/// istiod: pilot/pkg/xds/debug.go:ConfigDump. Differs: no bootstrap, and it shows what was sent, not what would be generated now.
/// Secrets are left out.
/// </remarks>
internal sealed class ConfigDumpEndpoint(XdsServer xds, ConnectedProxies proxies) : IDebugEndpoint
{
    private const string Prefix = "type.googleapis.com/envoy.admin.v3.";
    private static readonly ProtoJsonOptions s_options = new() { AnyResolver = ProtoTypes.Resolver };

    /// <inheritdoc/>
    public string Path => "/debug/config_dump";

    /// <inheritdoc/>
    public string Help => "ConfigDump in the form of the Envoy admin config dump API for passed in proxyID";

    /// <inheritdoc/>
    public void Write(DebugRequest request, DebugWriter writer)
    {
        string wanted = request["proxyID"];
        if (wanted.Length == 0)
        {
            writer.Fail(400, "You must provide a proxyID in the query string");
            return;
        }

        XdsConnection? connection = xds.Connections
            .Where(c => c.Id.Contains(wanted, StringComparison.Ordinal) && proxies.NodeOf(c) is not null)
            .OrderBy(c => c.Id, StringComparer.Ordinal)
            .FirstOrDefault();
        if (connection is null)
        {
            writer.Fail(404, "Proxy not connected to this Pilot instance. It may be connected to another instance.");
            return;
        }

        Utf8JsonWriter json = writer.Json();
        json.WriteStartObject();
        json.WriteStartArray("configs");
        foreach (TypeStatus status in connection.Types)
        {
            WriteType(json, status, withEndpoints: request.Has("include_eds"));
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
    }

    private static void WriteType(Utf8JsonWriter json, TypeStatus status, bool withEndpoints)
    {
        (string dump, string list, string member)? shape =
            status.Type == XdsType.Cluster ? ("ClustersConfigDump", "dynamicActiveClusters", "cluster")
            : status.Type == XdsType.Listener ? ("ListenersConfigDump", "dynamicListeners", "listener")
            : status.Type == XdsType.Route ? ("RoutesConfigDump", "dynamicRouteConfigs", "routeConfig")
            : status.Type == XdsType.Endpoint && withEndpoints ? ("EndpointsConfigDump", "dynamicEndpointConfigs", "endpointConfig")
            : null;
        if (shape is not var (dumpName, listName, memberName))
        {
            return;
        }

        json.WriteStartObject();
        json.WriteString("@type", Prefix + dumpName);
        json.WriteString("versionInfo", status.SentVersion);
        json.WriteStartArray(listName);
        foreach (XdsResource resource in status.View.Resources)
        {
            json.WriteStartObject();
            if (status.Type == XdsType.Listener)
            {
                json.WriteString("name", resource.Name);
                json.WriteStartObject("activeState");
            }

            json.WriteString("versionInfo", resource.Version.ToString());
            json.WritePropertyName(memberName);
            AnyValue.FromBytes(status.Type.TypeUrl, resource.ToArray()).WriteJson(json, s_options);
            if (status.Type == XdsType.Listener)
            {
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
