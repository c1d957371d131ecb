using System.Text.Json.Nodes;
using Istiod.Config;
using Istiod.Golden.Cases;
using Istiod.Primitives;
using Istiod.Render;

namespace Istiod.Golden.Dumps;

/// <summary>Writes the statuses that objects of a case should have: <c>status.yaml</c> (JSON, which is YAML), by <c>Kind/namespace/name</c>.</summary>
internal static class StatusDump
{
    private const string KindsFile = "status-kinds";
    private const string OutputFile = "status.yaml";

    /// <summary>Writes nothing for a case whose statuses were not recorded, and none of kinds whose statuses are not made yet.</summary>
    public static async Task WriteAsync(GoldenCase golden, Renderer renderer, ClusterId cluster, string folder)
    {
        string file = Path.Combine(golden.Directory, KindsFile);
        if (!File.Exists(file))
        {
            return;
        }

        JsonObject statuses = [];
        foreach (string line in await File.ReadAllLinesAsync(file))
        {
            foreach (KindDescriptor kind in KindCatalog.All)
            {
                if (kind.Kind == line.Trim())
                {
                    Add(statuses, renderer, kind, cluster);
                }
            }
        }

        if (statuses.Count > 0)
        {
            await File.WriteAllTextAsync(Path.Combine(folder, OutputFile), statuses.ToJsonString(ResourceJson.FileOptions));
        }
    }

    private static void Add(JsonObject statuses, Renderer renderer, KindDescriptor kind, ClusterId cluster)
    {
        foreach ((ObjectKey key, ReadOnlyMemory<byte>? status) in renderer.Statuses(kind, cluster))
        {
            statuses[$"{kind.Kind}/{key.Namespace}/{key.Name}"] = status is { } json ? JsonNode.Parse(json.Span) : null;
        }
    }
}
