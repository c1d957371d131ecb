using System.Text.Json;
using Istiod.Debug.Shapes;
using Istiod.Diagnostics;
using Istiod.Incremental;
using Istiod.Model;
using Endpoint = Istiod.Model.Endpoint;

namespace Istiod.Debug.MeshPages;

/// <summary><c>/debug/endpointShardz</c>, and its older name <c>/debug/endpointz</c>: endpoints by service, namespace, registry and cluster.</summary>
/// <remarks>istiod: pilot/pkg/xds/debug.go:endpointShardz; pilot/pkg/model/endpointshards.go.</remarks>
internal sealed class EndpointShardsEndpoint(DebugContext context, bool isOldName) : IDebugEndpoint
{
    /// <inheritdoc/>
    public string Path => isOldName ? "/debug/endpointz" : "/debug/endpointShardz";

    /// <inheritdoc/>
    public string Help => isOldName ? "Obsolete, use endpointShardz" : "Info about the endpoint shards";

    /// <inheritdoc/>
    public async ValueTask WriteAsync(DebugRequest request, DebugWriter writer)
    {
        Utf8JsonWriter json = writer.Json();
        Revision revision = context.Pipeline.Graph.Current;
        string? host = null;
        json.WriteStartObject();
        foreach ((ServiceKey key, ServiceEndpoints endpoints) in revision.All(context.Pipeline.Model.Endpoints).ToArray())
        {
            if (!string.Equals(host, key.Host.Value, StringComparison.Ordinal))
            {
                if (host is not null)
                {
                    json.WriteEndObject();
                }

                host = key.Host.Value;
                json.WriteStartObject(host);
            }

            revision.TryGet(context.Pipeline.Model.Services, key, out MeshService? service);
            WriteService(json, key.Namespace, endpoints, service?.PublishesNotReadyAddresses ?? false);
            await writer.FlushAsync();
        }

        if (host is not null)
        {
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void WriteService(Utf8JsonWriter json, string ns, ServiceEndpoints endpoints, bool publishesNotReady)
    {
        SortedDictionary<string, List<Endpoint>> shards = new(StringComparer.Ordinal);
        SortedSet<string> accounts = new(StringComparer.Ordinal);
        foreach (Endpoint endpoint in endpoints.Endpoints)
        {
            string shard = $"{(EndpointShape.IsOfKubernetes(endpoint) ? "Kubernetes" : "External")}/{endpoint.Cluster}";
            if (!shards.TryGetValue(shard, out List<Endpoint>? own))
            {
                shards.Add(shard, own = []);
            }

            own.Add(endpoint);
            if (endpoint.ServiceAccount.Length > 0)
            {
                accounts.Add(endpoint.ServiceAccount);
            }
        }

        json.WriteStartObject(ns);
        json.WriteStartObject("Shards");
        foreach ((string shard, List<Endpoint> own) in shards)
        {
            json.WriteStartArray(shard);
            foreach (Endpoint endpoint in own)
            {
                EndpointShape.Write(json, endpoint, publishesNotReady);
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
        json.WriteSet("ServiceAccounts", accounts);
        json.WriteEndObject();
    }
}
