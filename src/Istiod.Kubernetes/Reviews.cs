using System.Text.Json.Nodes;
using Istiod.Primitives;

namespace Istiod.Kubernetes;

/// <summary>Asks the API server who a token belongs to and what a user may do. Counts against <see cref="RequestBudget.Reviews"/>.</summary>
/// <remarks>Both throw <see cref="ApiException"/>. istiod: security/pkg/k8s/tokenreview/k8sauthn.go, pilot/pkg/credentials/kube.</remarks>
public sealed class Reviews(ObjectWriter objects)
{
    private static readonly WriteOptions s_options = new() { Budget = RequestBudget.Reviews };

    /// <summary>Reviews a token.</summary>
    /// <param name="audiences">The token must be for one of them; empty for the server's own.</param>
    public async Task<TokenReviewAnswer> ReviewTokenAsync(string token, IReadOnlyList<string> audiences, CancellationToken cancel)
    {
        JsonObject spec = new() { ["token"] = token };
        if (audiences.Count > 0)
        {
            JsonArray list = [];
            foreach (string audience in audiences)
            {
                list.Add((JsonNode)audience);
            }

            spec["audiences"] = list;
        }

        JsonObject answer = await PostAsync(ApiResource.TokenReviews, "TokenReview", spec, cancel);
        JsonObject? status = answer["status"] as JsonObject;
        JsonObject? user = status?["user"] as JsonObject;
        return new TokenReviewAnswer(
            BoolOf(status, "authenticated"),
            ObjectWriter.TextOf(user, "username"),
            TextsOf(user?["groups"]),
            TextsOf(status?["audiences"]),
            ObjectWriter.TextOf(status, "error"))
        {
            Extra = ExtraOf(user?["extra"] as JsonObject),
        };
    }

    /// <summary>Whether a user may do <paramref name="verb"/> to a resource in a namespace.</summary>
    public async Task<bool> IsAllowedAsync(
        string user, IReadOnlyList<string> groups, string verb, ApiResource resource, string ns, CancellationToken cancel)
    {
        JsonObject spec = new()
        {
            ["user"] = user,
            ["resourceAttributes"] = new JsonObject
            {
                ["verb"] = verb,
                ["group"] = resource.Group,
                ["resource"] = resource.Plural,
                ["namespace"] = ns,
            },
        };
        if (groups.Count > 0)
        {
            JsonArray list = [];
            foreach (string group in groups)
            {
                list.Add((JsonNode)group);
            }

            spec["groups"] = list;
        }

        JsonObject answer = await PostAsync(ApiResource.SubjectAccessReviews, "SubjectAccessReview", spec, cancel);
        JsonObject? status = answer["status"] as JsonObject;
        return BoolOf(status, "allowed") && !BoolOf(status, "denied");
    }

    private Task<JsonObject> PostAsync(ApiResource resource, string kind, JsonObject spec, CancellationToken cancel)
    {
        JsonObject body = new() { ["apiVersion"] = resource.ApiVersion, ["kind"] = kind, ["spec"] = spec };
        return objects.CreateAsync(resource, "", body, cancel, s_options);
    }

    private static bool BoolOf(JsonObject? parent, string name) =>
        parent?[name] is JsonValue value && value.TryGetValue(out bool isTrue) && isTrue;

    private static ValueArray<string> TextsOf(JsonNode? node)
    {
        List<string> texts = [];
        foreach (JsonNode? item in node as JsonArray ?? [])
        {
            if (item is JsonValue value && value.TryGetValue(out string? text))
            {
                texts.Add(text);
            }
        }

        return ValueArray.From(texts);
    }

    private static ValueArray<KeyValuePair<string, ValueArray<string>>> ExtraOf(JsonObject? extra)
    {
        List<KeyValuePair<string, ValueArray<string>>> all = [];
        foreach (KeyValuePair<string, JsonNode?> item in extra ?? [])
        {
            all.Add(new(item.Key, TextsOf(item.Value)));
        }

        return ValueArray.From(all);
    }
}
