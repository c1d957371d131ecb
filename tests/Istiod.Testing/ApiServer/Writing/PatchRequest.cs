using System.Text.Json.Nodes;
using Istiod.Testing.ApiServer.Json;
using Microsoft.AspNetCore.Http;

namespace Istiod.Testing.ApiServer.Writing;

/// <summary>A PATCH of any content type, as a function from the current object to the wanted one.</summary>
internal sealed class PatchRequest
{
    private readonly Func<JsonObject?, JsonObject?> _apply;

    private PatchRequest(Func<JsonObject?, JsonObject?> apply) => _apply = apply;

    /// <summary>The wanted object; null if there is none to patch.</summary>
    public JsonObject? Apply(JsonObject? current) => _apply(current);

    /// <summary>Reads a patch.</summary>
    /// <exception cref="ApiStatusException">415 for a kind of patch that the resource does not take; 400 for a broken one.</exception>
    public static PatchRequest Read(string contentType, byte[] body, WriteContext context, IQueryCollection query, string now)
    {
        switch (contentType)
        {
            case "application/json-patch+json":
                JsonArray operations = Trees.Parse(body) as JsonArray ?? throw ApiStatusException.BadRequest("a JSON patch is an array");
                return new PatchRequest(current => current is null ? null : AsObject(Patches.Apply(current, operations)));
            case "application/merge-patch+json":
                JsonObject merge = Trees.ParseObject(body);
                return new PatchRequest(current => current is null ? null : AsObject(Patches.Merge(current, merge)));
            case "application/strategic-merge-patch+json" when !context.Resource.IsCustom:
                JsonObject strategic = Trees.ParseObject(body);
                return new PatchRequest(current => current is null ? null : StrategicPatches.Merge(context.Resource, current, strategic));
            case "application/apply-patch+yaml" or "application/apply-patch+json":
                return Apply(body, context, query, now);
            default:
                throw new ApiStatusException(
                    415,
                    "UnsupportedMediaType",
                    "the body of the request was in an unknown format - accepted media types include: application/json-patch+json, "
                    + "application/merge-patch+json, application/apply-patch+yaml" + (context.Resource.IsCustom ? "" : ", application/strategic-merge-patch+json"));
        }
    }

    private static PatchRequest Apply(byte[] body, WriteContext context, IQueryCollection query, string now)
    {
        string manager = query["fieldManager"].ToString();
        if (manager.Length == 0)
        {
            throw ApiStatusException.Invalid("meta.k8s.io", "PatchOptions", "", [FieldFault.Required("fieldManager", "is required for apply patch")]);
        }

        bool isForced = query["force"].ToString() is "true" or "1";
        JsonObject wanted = Yaml.ReadObject(body);
        if (Trees.Child(wanted, "metadata")?.ContainsKey("managedFields") == true)
        {
            throw ApiStatusException.BadRequest("metadata.managedFields must be nil");
        }

        return new PatchRequest(current => FieldOwnership.Apply(context.Resource, current, wanted, manager, isForced, now));
    }

    private static JsonObject AsObject(JsonNode? node) => node as JsonObject ?? throw ApiStatusException.BadRequest("the patched value is no object");
}
