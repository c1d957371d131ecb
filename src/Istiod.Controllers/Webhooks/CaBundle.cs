using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Istiod.Kubernetes;
using static Istiod.Config.JsonParts;

namespace Istiod.Controllers.Webhooks;

/// <summary>Reads and writes <c>webhooks[].clientConfig.caBundle</c>.</summary>
internal static class CaBundle
{
    /// <summary>What webhooks have.</summary>
    /// <param name="Bundles">Base64, as stored.</param>
    /// <param name="HasIgnore">Whether one does not fail closed.</param>
    internal sealed record State(IReadOnlyList<string> Bundles, bool HasIgnore)
    {
        public bool AreAll(string bundle)
        {
            foreach (string own in Bundles)
            {
                if (!string.Equals(own, bundle, StringComparison.Ordinal))
                {
                    return false;
                }
            }

            return true;
        }
    }

    /// <summary>A bundle as it stands in JSON.</summary>
    public static string Encode(string pem) => Convert.ToBase64String(Encoding.UTF8.GetBytes(pem));

    /// <summary>The webhooks whose names end so; <c>null</c> if there are none.</summary>
    public static State? Read(Config.JsonValue configuration, string nameEnd)
    {
        using JsonDocument document = configuration.Parse();
        if (!document.RootElement.TryGetProperty("webhooks", out JsonElement webhooks) || webhooks.ValueKind != JsonValueKind.Array)
        {
            return null;
        }

        List<string> bundles = [];
        bool hasIgnore = false;
        foreach (JsonElement webhook in webhooks.EnumerateArray())
        {
            if (Text(webhook, "name").EndsWith(nameEnd, StringComparison.Ordinal))
            {
                bundles.Add(webhook.TryGetProperty("clientConfig", out JsonElement client) ? Text(client, "caBundle") : "");
                hasIgnore |= Text(webhook, "failurePolicy") is { Length: > 0 } policy && policy != "Fail";
            }
        }

        return bundles.Count == 0 ? null : new State(bundles, hasIgnore);
    }

    /// <summary>Puts a bundle into the webhooks whose names end so.</summary>
    /// <param name="failurePolicy">Put there too, unless <c>null</c>.</param>
    /// <returns>Whether something is different now.</returns>
    public static bool Put(JsonObject configuration, string bundle, string nameEnd, string? failurePolicy = null)
    {
        bool isChanged = false;
        foreach (JsonNode? item in configuration["webhooks"] as JsonArray ?? [])
        {
            if (item is not JsonObject webhook || !ObjectWriter.TextOf(webhook, "name").EndsWith(nameEnd, StringComparison.Ordinal))
            {
                continue;
            }

            if (webhook["clientConfig"] is not JsonObject client)
            {
                webhook["clientConfig"] = client = [];
            }

            isChanged |= Set(client, "caBundle", bundle);
            isChanged |= failurePolicy is not null && Set(webhook, "failurePolicy", failurePolicy);
        }

        return isChanged;
    }

    private static bool Set(JsonObject parent, string name, string wanted)
    {
        if (string.Equals(ObjectWriter.TextOf(parent, name), wanted, StringComparison.Ordinal))
        {
            return false;
        }

        parent[name] = wanted;
        return true;
    }
}
