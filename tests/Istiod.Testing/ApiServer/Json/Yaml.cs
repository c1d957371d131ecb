using System.Text.Json.Nodes;
using Istiod.Config.Yaml;

namespace Istiod.Testing.ApiServer.Json;

/// <summary>YAML (or JSON) → trees.</summary>
internal static class Yaml
{
    /// <summary>The one object of a body.</summary>
    public static JsonObject ReadObject(ReadOnlySpan<byte> utf8)
    {
        List<JsonObject> all = ReadAll(utf8, "body");
        return all.Count == 1 ? all[0] : throw ApiStatusException.BadRequest("the body must hold one object");
    }

    /// <summary>All objects of a file, the items of lists one by one.</summary>
    public static List<JsonObject> ReadAll(ReadOnlySpan<byte> utf8, string file)
    {
        List<JsonObject> objects = [];
        foreach (YamlDocument document in YamlReader.ReadAll(utf8, file, YamlOptions.Objects))
        {
            if (document.Root is null)
            {
                throw ApiStatusException.BadRequest($"{document.Fault?.Path}: {document.Fault?.Message}");
            }

            JsonObject tree = Trees.ParseObject(document.Root.ToJson());
            if (Trees.Text(tree, "kind") is { } kind && kind.EndsWith("List", StringComparison.Ordinal) && tree["items"] is JsonArray)
            {
                objects.AddRange(Trees.Objects(tree, "items").Select(Trees.Copy));
            }
            else
            {
                objects.Add(tree);
            }
        }

        return objects;
    }
}
