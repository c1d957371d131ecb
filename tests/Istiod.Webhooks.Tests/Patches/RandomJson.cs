using System.Globalization;
using System.Text.Json.Nodes;

namespace Istiod.Webhooks.Tests.Patches;

/// <summary>Random JSON trees with few names and values, so that two of them have much in common.</summary>
internal static class RandomJson
{
    // No empty name: read through a pointer it means the whole document (see JsonPatch).
    private static readonly string[] Names = ["a", "b", "c/d", "e~f", "é", "0"];

    public static JsonObject Object(Random random, int depth)
    {
        JsonObject members = [];
        for (int i = random.Next(5); i > 0; i--)
        {
            members[Names[random.Next(Names.Length)]] = Node(random, depth - 1);
        }

        return members;
    }

    public static JsonNode? Node(Random random, int depth)
    {
        switch (random.Next(depth > 0 ? 8 : 5))
        {
            case 0:
                return null;
            case 1:
                return JsonValue.Create(random.Next(2) == 0);
            case 2:
                return JsonValue.Create(random.Next(3));
            case 3:
                return JsonNode.Parse(random.Next(3).ToString(CultureInfo.InvariantCulture) + ".0");
            case 4:
                return JsonValue.Create("xyz"[..random.Next(4)]);
            case 5 or 6:
                return Object(random, depth);
            default:
                JsonArray items = [];
                for (int i = random.Next(5); i > 0; i--)
                {
                    items.Add(Node(random, depth - 1));
                }

                return items;
        }
    }

    /// <summary>Takes members that are null out; merge patches cannot say them.</summary>
    public static JsonNode? WithoutNullMembers(JsonNode? node)
    {
        if (node is JsonObject members)
        {
            foreach (string name in members.Select(static member => member.Key).ToArray())
            {
                if (WithoutNullMembers(members[name]) is null)
                {
                    members.Remove(name);
                }
            }
        }
        else if (node is JsonArray items)
        {
            foreach (JsonNode? item in items)
            {
                WithoutNullMembers(item);
            }
        }

        return node;
    }
}
