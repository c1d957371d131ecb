using System.Text.Json;
using Istiod.Diagnostics;

namespace Istiod.Debug.MeshPages;

/// <summary><c>/debug/clusterz</c>: the clusters that are read; 400 without any.</summary>
/// <remarks>istiod: pilot/pkg/xds/debug.go:clusterz; pkg/cluster/debug.go.</remarks>
internal sealed class ClustersEndpoint(DebugContext context) : IDebugEndpoint
{
    /// <inheritdoc/>
    public string Path => "/debug/clusterz";

    /// <inheritdoc/>
    public string Help => "List remote clusters where istiod reads endpoints";

    /// <inheritdoc/>
    public ValueTask WriteAsync(DebugRequest request, DebugWriter writer)
    {
        if (context.Clusters() is not { } clusters)
        {
            writer.Empty(400);
            return ValueTask.CompletedTask;
        }

        Utf8JsonWriter json = writer.Json();
        json.WriteStartArray();
        foreach (ClusterState cluster in clusters)
        {
            json.WriteStartObject();
            json.WriteString("id", cluster.Id);
            json.WriteString("secretName", cluster.Secret);
            json.WriteString("syncStatus", cluster.Status);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        return ValueTask.CompletedTask;
    }
}
