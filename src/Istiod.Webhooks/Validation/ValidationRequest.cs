using System.Text.Json.Nodes;

namespace Istiod.Webhooks.Validation;

/// <summary>What the validator looks at of a review's request, beside the object.</summary>
/// <param name="Operation">CREATE, UPDATE, DELETE or CONNECT.</param>
/// <param name="Kind">Name of the kind as the API server calls it.</param>
/// <param name="Namespace">Namespace of the request.</param>
/// <param name="Group">Group of the resource.</param>
/// <param name="Version">Version of the resource.</param>
/// <param name="Resource">Plural name of the resource.</param>
/// <param name="IsDryRun">Whether nothing will be stored.</param>
public sealed record ValidationRequest(
    string Operation, string Kind, string Namespace, string Group, string Version, string Resource, bool IsDryRun)
{
    /// <summary>Reads them; what is absent or of another type is empty.</summary>
    public static ValidationRequest Read(JsonObject request)
    {
        JsonObject? resource = request["resource"] as JsonObject;
        return new ValidationRequest(
            Text(request, "operation"),
            Text(request["kind"] as JsonObject, "kind"),
            Text(request, "namespace"),
            Text(resource, "group"),
            Text(resource, "version"),
            Text(resource, "resource"),
            request["dryRun"] is JsonValue value && value.TryGetValue(out bool isDryRun) && isDryRun);
    }

    private static string Text(JsonObject? parent, string name) =>
        parent?[name] is JsonValue value && value.TryGetValue(out string? text) ? text : "";
}
