using System.Text.Json.Nodes;
using Istiod.Testing.ApiServer.Json;
using Istiod.Testing.ApiServer.Resources;
using Istiod.Testing.ApiServer.Storage;

namespace Istiod.Testing.ApiServer.Serving;

/// <summary>The scale subresource of objects that keep their number in <c>spec.replicas</c>.</summary>
internal static class Scales
{
    public static JsonObject Of(ApiResource resource, StoredObject stored)
    {
        JsonObject tree = stored.ToTree(resource.ApiVersion, resource.Kind);
        JsonObject meta = Trees.Child(tree, "metadata") ?? [];
        JsonObject kept = [];
        foreach (string field in (ReadOnlySpan<string>)["name", "namespace", "uid", "resourceVersion", "creationTimestamp"])
        {
            Trees.Take(kept, meta, field);
        }

        return new JsonObject
        {
            ["kind"] = "Scale",
            ["apiVersion"] = "autoscaling/v1",
            ["metadata"] = kept,
            ["spec"] = new JsonObject { ["replicas"] = Trees.Number(Trees.Child(tree, "spec"), "replicas") ?? 0 },
            ["status"] = new JsonObject { ["replicas"] = Trees.Number(Trees.Child(tree, "status"), "replicas") ?? 0 },
        };
    }

    public static JsonObject Apply(JsonObject current, JsonObject scale)
    {
        Trees.Take(Trees.Ensure(current, "spec"), Trees.Ensure(scale, "spec"), "replicas");
        return current;
    }
}
