using System.Text.Json.Nodes;
using Istiod.Config;

namespace Istiod.Cluster.Tests.Faults;

internal static class Typing
{
    /// <summary>Sets an object's type.</summary>
    public static JsonObject WithType(this JsonNode tree, KindDescriptor kind)
    {
        tree["apiVersion"] = kind.ApiVersion;
        tree["kind"] = kind.Kind;
        return (JsonObject)tree;
    }
}
