using System.Text.Json;
using Istiod.Diagnostics;
using Istiod.Protos.Envoy.Config.Cluster.V3;
using Istiod.Protos.Envoy.Config.Endpoint.V3;
using Istiod.Resources;
using Istiod.Xds;

namespace Istiod.Debug.ProxyPages;

/// <summary><c>/debug/push_status</c>: what proxies were sent that can hardly be meant, by metric: clusters without endpoints.</summary>
/// <remarks>
/// istiod: pilot/pkg/xds/debug.go:pushStatusHandler; pilot/pkg/model/push_context.go:ProxyStatus. Differs: made of what proxies have, when
/// asked; conflicts of listeners and duplicates are not kept and never told.
/// </remarks>
internal sealed class PushStatusEndpoint(DebugContext context) : IDebugEndpoint
{
    /// <inheritdoc/>
    public string Path => "/debug/push_status";

    /// <inheritdoc/>
    public string Help => "Last PushContext Details";

    /// <inheritdoc/>
    public async ValueTask WriteAsync(DebugRequest request, DebugWriter writer)
    {
        if (context.Pipeline.Graph.Current.Number == 0)
        {
            writer.Empty(200); // nothing was pushed yet
            return;
        }

        SortedDictionary<string, (string Proxy, string Message)> unresolvable = new(StringComparer.Ordinal);
        SortedSet<string> empty = new(StringComparer.Ordinal);
        HashSet<ResourceView> seen = [];
        foreach (XdsConnection connection in context.Xds.Connections)
        {
            foreach (TypeStatus status in connection.Types)
            {
                if (seen.Add(status.View))
                {
                    Look(status, connection, unresolvable, empty);
                }
            }
        }

        Utf8JsonWriter json = writer.Json(indented: true);
        json.WriteStartObject();
        if (unresolvable.Count > 0)
        {
            json.WriteStartObject("pilot_dns_cluster_without_endpoints");
            foreach ((string cluster, (string proxy, string message)) in unresolvable)
            {
                json.WriteStartObject(cluster);
                json.WriteString("proxy", proxy);
                json.WriteString("message", message);
                json.WriteEndObject();
                await writer.FlushAsync();
            }

            json.WriteEndObject();
        }

        if (empty.Count > 0)
        {
            json.WriteStartObject("pilot_eds_no_instances");
            foreach (string cluster in empty)
            {
                json.WriteStartObject(cluster);
                json.WriteEndObject();
                await writer.FlushAsync();
            }

            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void Look(
        TypeStatus status, XdsConnection connection, SortedDictionary<string, (string Proxy, string Message)> unresolvable, SortedSet<string> empty)
    {
        foreach (XdsResource resource in status.View.Resources)
        {
            if (status.Type == XdsType.Endpoint && HasNoEndpoints(resource))
            {
                empty.Add(resource.Name);
            }
            else if (status.Type == XdsType.Cluster && !unresolvable.ContainsKey(resource.Name) && Cluster.Parse(resource.ToArray()) is { } cluster
                && cluster.Type is Cluster.Types.DiscoveryType.StrictDns or Cluster.Types.DiscoveryType.LogicalDns
                && (cluster.LoadAssignment is null || cluster.LoadAssignment.Endpoints.Count == 0))
            {
                unresolvable.Add(resource.Name, (connection.NodeId.Split('~').ElementAtOrDefault(2) ?? "", "cluster without endpoints"));
            }
        }
    }

    // with endpoints it is longer than its name by far
    private static bool HasNoEndpoints(XdsResource resource) =>
        resource.Length < resource.NameLength + 16 && ClusterLoadAssignment.Parse(resource.ToArray()).Endpoints.Count == 0;
}
