using System.Text.Json.Nodes;
using Istiod.Testing.ApiServer.Json;
using Istiod.Testing.ApiServer.Resources;

namespace Istiod.Testing.ApiServer.Writing;

/// <summary>What a kind's own strategy does to an object before it is checked.</summary>
/// <remarks>Source: kubernetes pkg/registry/*/strategy.go, apiextensions-apiserver customresource/strategy.go.</remarks>
internal static class KindRules
{
    private static readonly string[] s_serverFields =
        ["uid", "creationTimestamp", "generation", "deletionTimestamp", "deletionGracePeriodSeconds"];

    /// <summary>Drops or makes what users do not write at creation.</summary>
    public static void PrepareCreate(WriteContext context, JsonObject tree, string now)
    {
        ApiResource resource = context.Resource;
        if (resource.HasStatus && !context.IsTrusted && resource.Plural != "nodes")
        {
            tree.Remove("status");
        }

        switch (resource.Plural)
        {
            case "namespaces":
                Trees.Ensure(tree, "status")["phase"] ??= "Active";
                break;
            case "services":
                Trees.Ensure(Trees.Ensure(tree, "status"), "loadBalancer");
                break;
            case "pods":
                Trees.Ensure(tree, "status")["phase"] ??= "Pending";
                break;
            case "customresourcedefinitions":
                CustomResources.Default(tree);
                tree["status"] = CustomResources.Status(tree, now);
                break;
            case "certificatesigningrequests" when !context.IsTrusted:
                JsonObject spec = Trees.Ensure(tree, "spec");
                spec["username"] = context.User.Name;
                spec["groups"] = new JsonArray([.. context.User.Groups.Select(g => (JsonNode)g)]);
                if (context.User.Uid.Length > 0)
                {
                    spec["uid"] = context.User.Uid;
                }

                break;
            default:
                break;
        }
    }

    /// <summary>Joins a wanted object with the current one: what the server owns, and what the subresource does not write, stays.</summary>
    public static JsonObject PrepareUpdate(WriteContext context, string subresource, JsonObject next, JsonObject old)
    {
        ApiResource resource = context.Resource;
        JsonObject oldMeta = Trees.Ensure(old, "metadata");
        if (subresource is "status" or "approval")
        {
            JsonObject result = Trees.Copy(old);
            if (subresource == "approval")
            {
                Trees.Take(Trees.Ensure(result, "status"), Trees.Ensure(next, "status"), "conditions");
                return result;
            }

            Trees.Take(result, next, "status");
            if (!resource.IsCustom)
            {
                JsonObject meta = Trees.Ensure(result, "metadata");
                Trees.Take(meta, Trees.Ensure(next, "metadata"), "labels");
                Trees.Take(meta, Trees.Ensure(next, "metadata"), "annotations");
                Trees.Take(meta, Trees.Ensure(next, "metadata"), "finalizers");
            }

            return result;
        }

        if (subresource == "finalize")
        {
            JsonObject result = Trees.Copy(old);
            Trees.Take(Trees.Ensure(result, "spec"), Trees.Ensure(next, "spec"), "finalizers");
            return result;
        }

        JsonObject nextMeta = Trees.Ensure(next, "metadata");
        foreach (string field in s_serverFields)
        {
            if (!(context.IsTrusted && field == "creationTimestamp" && nextMeta.ContainsKey(field)))
            {
                Trees.Take(nextMeta, oldMeta, field);
            }
        }

        if (resource.HasStatus && !context.IsTrusted)
        {
            Trees.Take(next, old, "status");
        }

        if (resource.Plural == "namespaces" && !context.IsTrusted)
        {
            Trees.Take(Trees.Ensure(next, "spec"), Trees.Ensure(old, "spec"), "finalizers");
        }

        if (resource.Plural == "services" && resource.Group.Length == 0)
        {
            KeepAllocations(Trees.Ensure(next, "spec"), Trees.Ensure(old, "spec"));
        }

        return next;
    }

    /// <summary>Whether something beside metadata and status differs.</summary>
    public static bool IsSpecChanged(JsonObject next, JsonObject old)
    {
        foreach (JsonObject side in (ReadOnlySpan<JsonObject>)[next, old])
        {
            foreach (KeyValuePair<string, JsonNode?> member in side)
            {
                if (member.Key is "metadata" or "status" or "kind" or "apiVersion")
                {
                    continue;
                }

                next.TryGetPropertyValue(member.Key, out JsonNode? left);
                old.TryGetPropertyValue(member.Key, out JsonNode? right);
                if (!JsonNode.DeepEquals(left, right))
                {
                    return true;
                }
            }
        }

        return false;
    }

    public static bool HasFinalizers(JsonObject tree) => Trees.Texts(Trees.Child(tree, "metadata"), "finalizers").Length > 0;

    /// <summary>A service that names no address keeps the one it has.</summary>
    private static void KeepAllocations(JsonObject spec, JsonObject old)
    {
        foreach (string field in (ReadOnlySpan<string>)["clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy"])
        {
            if (!spec.ContainsKey(field) && old.ContainsKey(field) && Trees.Text(spec, "type") != "ExternalName")
            {
                Trees.Take(spec, old, field);
            }
        }
    }
}
