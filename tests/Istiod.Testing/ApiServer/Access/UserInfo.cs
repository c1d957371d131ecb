using System.Text.Json.Nodes;

namespace Istiod.Testing.ApiServer.Access;

/// <summary>Who asks.</summary>
internal sealed record UserInfo(string Name, string Uid, string[] Groups)
{
    public const string AuthenticatedGroup = "system:authenticated";
    public const string MastersGroup = "system:masters";

    public static readonly UserInfo Anonymous = new("system:anonymous", "", ["system:unauthenticated"]);

    public static readonly UserInfo Admin = new("kubernetes-admin", "", [MastersGroup, AuthenticatedGroup]);

    /// <summary>More facts, e.g. the node of the pod that a token is bound to.</summary>
    public JsonObject? Extra { get; init; }

    public JsonObject ToJson()
    {
        JsonObject json = new() { ["username"] = Name };
        if (Uid.Length > 0)
        {
            json["uid"] = Uid;
        }

        json["groups"] = new JsonArray([.. Groups.Select(g => (JsonNode)g)]);
        if (Extra is not null)
        {
            json["extra"] = Extra.DeepClone();
        }

        return json;
    }
}
