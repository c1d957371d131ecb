using System.Globalization;
using System.Text.Json.Nodes;
using Istiod.Testing.ApiServer.Json;
using Istiod.Testing.ApiServer.Resources;
using Istiod.Testing.ApiServer.Storage;

namespace Istiod.Testing.ApiServer.Serving;

/// <summary>The table form of <c>kubectl get</c>: name, the columns of a CRD, creation time.</summary>
internal static class TableRows
{
    public static JsonObject Build(ApiResource resource, IEnumerable<StoredObject> objects, string revision, DateTimeOffset now)
    {
        TableColumn[] columns = [.. resource.Columns.Where(c => c.Path != ".metadata.creationTimestamp")];
        JsonArray definitions = [(JsonNode)Column("Name", "string", "name", 0)];
        foreach (TableColumn column in columns)
        {
            definitions.Add((JsonNode)Column(column.Name, column.Type, "", column.Priority));
        }

        definitions.Add((JsonNode)Column("Age", "string", "", 0));
        JsonArray rows = [];
        foreach (StoredObject stored in objects)
        {
            JsonObject tree = stored.ToTree(resource.ApiVersion, resource.Kind);
            JsonArray cells = [stored.Name];
            foreach (TableColumn column in columns)
            {
                cells.Add(Cell(tree, column.Path));
            }

            JsonObject? meta = Trees.Child(tree, "metadata");
            cells.Add((JsonNode?)Age(Trees.Text(meta, "creationTimestamp"), now));
            rows.Add((JsonNode)new JsonObject
            {
                ["cells"] = cells,
                ["object"] = new JsonObject
                {
                    ["kind"] = "PartialObjectMetadata",
                    ["apiVersion"] = "meta.k8s.io/v1",
                    ["metadata"] = meta?.DeepClone(),
                },
            });
        }

        return new JsonObject
        {
            ["kind"] = "Table",
            ["apiVersion"] = "meta.k8s.io/v1",
            ["metadata"] = new JsonObject { ["resourceVersion"] = revision },
            ["columnDefinitions"] = definitions,
            ["rows"] = rows,
        };
    }

    private static JsonObject Column(string name, string type, string format, int priority) => new JsonObject
    {
        ["name"] = name,
        ["type"] = type,
        ["format"] = format,
        ["description"] = name,
        ["priority"] = priority,
    };

    private static string Age(string? created, DateTimeOffset now)
    {
        if (!DateTimeOffset.TryParse(created, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset start))
        {
            return "<unknown>";
        }

        TimeSpan age = now - start;
        return age switch
        {
            { TotalMinutes: < 2 } => string.Create(CultureInfo.InvariantCulture, $"{Math.Max(0, (int)age.TotalSeconds)}s"),
            { TotalHours: < 3 } => string.Create(CultureInfo.InvariantCulture, $"{(int)age.TotalMinutes}m"),
            { TotalDays: < 2 } => string.Create(CultureInfo.InvariantCulture, $"{(int)age.TotalHours}h"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{(int)age.TotalDays}d"),
        };
    }

    /// <summary>Simple JSON paths: names, and one filter of a list by a text member.</summary>
    private static JsonNode? Cell(JsonObject tree, string path)
    {
        JsonNode? node = tree;
        foreach (string step in path.TrimStart('.').Replace("[?(@.", "\n?", StringComparison.Ordinal).Split('.', '\n'))
        {
            if (step.StartsWith('?'))
            {
                string[] filter = step[1..].TrimEnd(']', ')').Split("==");
                string wanted = filter[^1].Trim('"', '\'', ' ');
                node = (node as JsonArray)?.FirstOrDefault(i => Trees.Text(i, filter[0]) == wanted);
            }
            else
            {
                node = Trees.At(node, step);
            }
        }

        return node?.DeepClone();
    }
}
