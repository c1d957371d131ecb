using System.Text.Json.Nodes;
using Istiod.Testing.ApiServer.Json;

namespace Istiod.Testing.ApiServer.Writing;

/// <summary>One entry of <c>metadata.managedFields</c>.</summary>
internal sealed record FieldManager(string Name, string Operation, string ApiVersion, string Time, SortedSet<string> Paths)
{
    public static List<FieldManager> ReadAll(JsonObject? tree)
    {
        List<FieldManager> all = [];
        foreach (JsonObject entry in Trees.Objects(Trees.Child(tree, "metadata"), "managedFields"))
        {
            SortedSet<string> paths = new(StringComparer.Ordinal);
            Read(Trees.Child(entry, "fieldsV1") ?? [], "", paths);
            all.Add(new FieldManager(
                Trees.Text(entry, "manager") ?? "",
                Trees.Text(entry, "operation") ?? "",
                Trees.Text(entry, "apiVersion") ?? "",
                Trees.Text(entry, "time") ?? "",
                paths));
        }

        return all;
    }

    public JsonObject ToJson()
    {
        JsonObject fields = [];
        foreach (string path in Paths)
        {
            JsonObject at = fields;
            foreach (string step in path.Split(FieldPaths.Step))
            {
                at = Trees.Ensure(at, step);
            }

            if (path.Split(FieldPaths.Step)[^1].StartsWith("k:", StringComparison.Ordinal))
            {
                at["."] = new JsonObject();
            }
        }

        return new JsonObject
        {
            ["manager"] = Name,
            ["operation"] = Operation,
            ["apiVersion"] = ApiVersion,
            ["time"] = Time,
            ["fieldsType"] = "FieldsV1",
            ["fieldsV1"] = fields,
        };
    }

    private static void Read(JsonObject fields, string path, SortedSet<string> paths)
    {
        foreach (KeyValuePair<string, JsonNode?> member in fields)
        {
            if (member.Key == ".")
            {
                paths.Add(path);
                continue;
            }

            string at = path.Length == 0 ? member.Key : $"{path}{FieldPaths.Step}{member.Key}";
            if (member.Value is JsonObject { Count: > 0 } below)
            {
                Read(below, at, paths);
            }
            else
            {
                paths.Add(at);
            }
        }
    }
}
