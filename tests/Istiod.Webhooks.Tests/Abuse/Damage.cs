using System.Text.Json.Nodes;

namespace Istiod.Webhooks.Tests.Abuse;

/// <summary>Damages well-formed input.</summary>
internal static class Damage
{
    private static readonly string[] Values =
    [
        "null", "1", "-1.5e300", "true", "\"\"", "\"${x}\"", "{}", "[]", "[null]", "{\"\":null}", "\"2020-01-01T00:00:00Z\"", "\"1Gi\"", "\"*\"",
        "\"1h\"", "18446744073709551616", "\"\\u0000\"",
    ];

    /// <summary>Puts up to three values of other kinds at random places.</summary>
    public static void Shuffle(JsonNode root, Random random)
    {
        List<JsonNode> places = [];
        Collect(root, places);
        for (int i = random.Next(1, 4); i > 0; i--)
        {
            JsonNode? value = JsonNode.Parse(Values[random.Next(Values.Length)]);
            switch (places[random.Next(places.Count)])
            {
                case JsonObject { Count: > 0 } members:
                    members[members.GetAt(random.Next(members.Count)).Key] = value;
                    break;
                case JsonArray { Count: > 0 } items:
                    items[random.Next(items.Count)] = value;
                    break;
                default:
                    break;
            }
        }
    }

    /// <summary>A copy with bytes changed, left out, repeated or put in.</summary>
    public static byte[] Bytes(byte[] whole, Random random)
    {
        List<byte> body = [.. whole];
        for (int i = random.Next(1, 4); i > 0 && body.Count > 1; i--)
        {
            int at = random.Next(body.Count);
            switch (random.Next(4))
            {
                case 0:
                    body[at] = (byte)random.Next(256);
                    break;
                case 1:
                    body.RemoveRange(at, Math.Min(random.Next(1, 40), body.Count - at));
                    break;
                case 2:
                    body.InsertRange(at, body.GetRange(at, Math.Min(random.Next(1, 40), body.Count - at)));
                    break;
                default:
                    body.Insert(at, (byte)"{}[],:\"\\0n-.e&*!|>"[random.Next(18)]);
                    break;
            }
        }

        return [.. body];
    }

    private static void Collect(JsonNode? node, List<JsonNode> places)
    {
        if (node is JsonObject members)
        {
            places.Add(node);
            foreach ((_, JsonNode? value) in members)
            {
                Collect(value, places);
            }
        }
        else if (node is JsonArray items)
        {
            places.Add(node);
            foreach (JsonNode? item in items)
            {
                Collect(item, places);
            }
        }
    }
}
