using System.Globalization;
using System.Text.Json.Nodes;
using Istiod.Testing.ApiServer.Json;
using Istiod.Testing.ApiServer.Schemas;

namespace Istiod.Testing.ApiServer.Resources;

/// <summary>CRD objects → the resources they make the server serve.</summary>
internal static class CustomResources
{
    /// <summary>What a CRD must have; messages as the API server's.</summary>
    public static List<FieldFault> Check(JsonObject crd)
    {
        List<FieldFault> faults = [];
        JsonObject spec = Trees.Child(crd, "spec") ?? [];
        JsonObject names = Trees.Child(spec, "names") ?? [];
        string expected = $"{Trees.Text(names, "plural")}.{Trees.Text(spec, "group")}";
        string name = Trees.Text(Trees.Child(crd, "metadata"), "name") ?? "";
        if (name != expected)
        {
            faults.Add(FieldFault.Invalid("metadata.name", $"\"{name}\"", "must be spec.names.plural+\".\"+spec.group"));
        }

        if (Trees.Text(spec, "scope") is not ("Namespaced" or "Cluster"))
        {
            faults.Add(FieldFault.Required("spec.scope"));
        }

        int storing = Trees.Objects(spec, "versions").Count(v => Trees.IsTrue(v, "storage"));
        if (storing != 1)
        {
            faults.Add(FieldFault.Invalid("spec.versions", storing.ToString(CultureInfo.InvariantCulture), "must have exactly one version marked as storage version"));
        }

        return faults;
    }

    /// <summary>Fills what the API server fills into a CRD.</summary>
    public static void Default(JsonObject crd)
    {
        JsonObject spec = Trees.Ensure(crd, "spec");
        JsonObject names = Trees.Ensure(spec, "names");
        string kind = Trees.Text(names, "kind") ?? "";
        names["singular"] ??= kind.ToLowerInvariant();
        names["listKind"] ??= kind + "List";
        if (Trees.Child(spec, "conversion") is null)
        {
            spec["conversion"] = new JsonObject { ["strategy"] = "None" };
        }
    }

    /// <summary>The status of an accepted CRD.</summary>
    public static JsonObject Status(JsonObject crd, string now)
    {
        JsonObject spec = Trees.Child(crd, "spec") ?? [];
        JsonArray stored = [];
        foreach (JsonObject version in Trees.Objects(spec, "versions"))
        {
            if (Trees.IsTrue(version, "storage"))
            {
                stored.Add(version["name"]?.DeepClone());
            }
        }

        return new JsonObject
        {
            ["conditions"] = new JsonArray(
                (JsonNode)Condition("NamesAccepted", "NoConflicts", "no conflicts found", now),
                Condition("Established", "InitialNamesAccepted", "the initial names have been accepted", now)),
            ["acceptedNames"] = Trees.Child(spec, "names")?.DeepClone(),
            ["storedVersions"] = stored,
        };
    }

    /// <summary>The served versions, in discovery's order: GA before beta before alpha, higher before lower.</summary>
    public static IEnumerable<ApiResource> Versions(JsonObject crd)
    {
        JsonObject spec = Trees.Child(crd, "spec") ?? [];
        JsonObject names = Trees.Child(spec, "names") ?? [];
        return Trees.Objects(spec, "versions")
            .Where(v => Trees.IsTrue(v, "served"))
            .OrderByDescending(v => Rank(Trees.Text(v, "name") ?? ""))
            .Select(v => Resource(spec, names, v))
            .ToArray();
    }

    private static ApiResource Resource(JsonObject spec, JsonObject names, JsonObject version)
    {
        JsonObject? schema = Trees.Child(Trees.Child(version, "schema"), "openAPIV3Schema");
        JsonObject subresources = Trees.Child(version, "subresources") ?? [];
        return new ApiResource
        {
            Group = Trees.Text(spec, "group") ?? "",
            Version = Trees.Text(version, "name") ?? "",
            Plural = Trees.Text(names, "plural") ?? "",
            Singular = Trees.Text(names, "singular") ?? "",
            Kind = Trees.Text(names, "kind") ?? "",
            ListKind = Trees.Text(names, "listKind") ?? "",
            ShortNames = Trees.Texts(names, "shortNames"),
            Categories = Trees.Texts(names, "categories"),
            IsNamespaced = Trees.Text(spec, "scope") == "Namespaced",
            IsCustom = true,
            HasStatus = subresources.ContainsKey("status"),
            HasScale = subresources.ContainsKey("scale"),
            HasGeneration = true,
            NeedsRevision = true,
            Schema = schema is null ? null : ObjectSchemaNode.Compile(schema),
            SelectableFields = [.. Trees.Objects(version, "selectableFields").Select(f => Trees.Text(f, "jsonPath") ?? "")],
            Columns =
            [
                .. Trees.Objects(version, "additionalPrinterColumns").Select(c => new TableColumn(
                    Trees.Text(c, "name") ?? "",
                    Trees.Text(c, "type") ?? "string",
                    Trees.Text(c, "jsonPath") ?? "",
                    (int)(Trees.Number(c, "priority") ?? 0))),
            ],
        };
    }

    internal static long Rank(string version)
    {
        // v1 > v2beta1 > v1alpha3: stability first, then the numbers.
        string text = version.TrimStart('v');
        int stability = text.Contains("alpha", StringComparison.Ordinal) ? 0 : text.Contains("beta", StringComparison.Ordinal) ? 1 : 2;
        string[] numbers = text.Split(["alpha", "beta"], StringSplitOptions.None);
        _ = int.TryParse(numbers[0], NumberStyles.None, CultureInfo.InvariantCulture, out int major);
        int minor = 0;
        if (numbers.Length > 1)
        {
            _ = int.TryParse(numbers[1], NumberStyles.None, CultureInfo.InvariantCulture, out minor);
        }

        return (stability * 1_000_000L) + (major * 1000L) + minor;
    }

    private static JsonObject Condition(string type, string reason, string message, string now) => new JsonObject
    {
        ["type"] = type,
        ["status"] = "True",
        ["lastTransitionTime"] = now,
        ["reason"] = reason,
        ["message"] = message,
    };
}
