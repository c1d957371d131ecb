using System.Text.Json.Nodes;
using Istiod.Testing.ApiServer.Json;
using Istiod.Testing.ApiServer.Resources;

namespace Istiod.Testing.ApiServer.Access;

/// <summary>Answers reviews: who a token stands for, and what somebody may do.</summary>
internal sealed class Reviews(TokenIssuer tokens, RbacEvaluator rbac, ApiServerOptions options)
{
    /// <summary>Fills the status of a review.</summary>
    public JsonObject Answer(ApiResource resource, UserInfo user, string ns, JsonObject review)
    {
        review["kind"] = resource.Kind;
        review["apiVersion"] = resource.ApiVersion;
        JsonObject spec = Trees.Child(review, "spec") ?? [];
        review["status"] = resource.Plural switch
        {
            "tokenreviews" => Token(spec),
            "selfsubjectreviews" => new JsonObject { ["userInfo"] = user.ToJson() },
            "selfsubjectaccessreviews" => Access(spec, user, ""),
            "localsubjectaccessreviews" => Access(spec, Subject(spec), ns),
            _ => Access(spec, Subject(spec), ""),
        };
        Trees.Ensure(review, "metadata")["creationTimestamp"] = null;
        return review;
    }

    /// <summary>A new token of an account, as its <c>token</c> subresource gives.</summary>
    public JsonObject Request(string ns, string account, JsonObject request)
    {
        JsonObject spec = Trees.Ensure(request, "spec");
        string[] audiences = Trees.Texts(spec, "audiences");
        long seconds = Trees.Number(spec, "expirationSeconds") ?? 3600;
        if (seconds is < 600 or > 1L << 32)
        {
            throw ApiStatusException.Invalid("authentication.k8s.io", "TokenRequest", account, [FieldFault.Invalid("spec.expirationSeconds", $"{seconds}", "may not specify a duration less than 10 minutes")]);
        }

        string? pod = Trees.Text(Trees.Child(spec, "boundObjectRef"), "kind") == "Pod"
            ? Trees.Text(Trees.Child(spec, "boundObjectRef"), "name")
            : null;
        request["kind"] = "TokenRequest";
        request["apiVersion"] = "authentication.k8s.io/v1";
        request["status"] = new JsonObject
        {
            ["token"] = tokens.ForAccount(ns, account, audiences, TimeSpan.FromSeconds(seconds), pod),
            ["expirationTimestamp"] = options.Time.GetUtcNow().AddSeconds(seconds).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture),
        };
        return request;
    }

    private JsonObject Token(JsonObject spec)
    {
        string[] audiences = Trees.Texts(spec, "audiences");
        if (audiences.Length == 0)
        {
            audiences = [options.Issuer];
        }

        UserInfo? user = tokens.Authenticate(Trees.Text(spec, "token") ?? "", audiences, out string[] common, out string error);
        return user is null
            ? new JsonObject { ["user"] = new JsonObject(), ["error"] = error }
            : new JsonObject
            {
                ["authenticated"] = true,
                ["user"] = user.ToJson(),
                ["audiences"] = new JsonArray([.. common.Select(a => (JsonNode)a)]),
            };
    }

    private JsonObject Access(JsonObject spec, UserInfo user, string ns)
    {
        JsonObject? attributes = Trees.Child(spec, "resourceAttributes");
        JsonObject? other = Trees.Child(spec, "nonResourceAttributes");
        if (attributes is null == other is null)
        {
            throw ApiStatusException.BadRequest("exactly one of spec.resourceAttributes and spec.nonResourceAttributes must be specified");
        }

        AccessRequest request = new()
        {
            Verb = Trees.Text(attributes ?? other, "verb") ?? "",
            Group = Trees.Text(attributes, "group") ?? "",
            Resource = Trees.Text(attributes, "resource") ?? "",
            Subresource = Trees.Text(attributes, "subresource") ?? "",
            Namespace = ns.Length > 0 ? ns : Trees.Text(attributes, "namespace") ?? "",
            Name = Trees.Text(attributes, "name") ?? "",
            NonResourcePath = Trees.Text(other, "path") ?? "",
        };
        return rbac.Allows(user, request)
            ? new JsonObject { ["allowed"] = true, ["reason"] = "RBAC: allowed by a binding" }
            : new JsonObject { ["allowed"] = false };
    }

    private static UserInfo Subject(JsonObject spec) =>
        new(Trees.Text(spec, "user") ?? "", Trees.Text(spec, "uid") ?? "", Trees.Texts(spec, "groups"));
}
