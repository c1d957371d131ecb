using System.Text.Json.Nodes;
using Istiod.Config;
using Istiod.Testing.ApiServer;

namespace Istiod.Cluster.Tests.Sources;

/// <summary>CRDs that take everything, for the kinds that a plain cluster does not have: no chart is needed to serve them.</summary>
internal static class Definitions
{
    /// <summary>Makes them.</summary>
    public static async Task ApplyAsync(TestApiServer server)
    {
        foreach (KindDescriptor kind in KindCatalog.All.ToArray())
        {
            if (!kind.Group.EndsWith("istio.io", StringComparison.Ordinal)
                && !kind.Group.EndsWith("x-k8s.io", StringComparison.Ordinal)
                && kind.Group is not ("gateway.networking.k8s.io" or "inference.networking.k8s.io"))
            {
                continue;
            }

            JsonArray versions = [];
            foreach (string version in kind.Versions)
            {
                versions.Add((JsonNode)new JsonObject
                {
                    ["name"] = version,
                    ["served"] = true,
                    ["storage"] = versions.Count == 0,
                    ["schema"] = new JsonObject
                    {
                        ["openAPIV3Schema"] = new JsonObject { ["type"] = "object", ["x-kubernetes-preserve-unknown-fields"] = true },
                    },
                });
            }

            await server.ApplyAsync(new JsonObject
            {
                ["apiVersion"] = "apiextensions.k8s.io/v1",
                ["kind"] = "CustomResourceDefinition",
                ["metadata"] = new JsonObject
                {
                    ["name"] = $"{kind.Plural}.{kind.Group}",
                    ["annotations"] = new JsonObject { ["gateway.networking.k8s.io/bundle-version"] = "v1.5.1" },
                },
                ["spec"] = new JsonObject
                {
                    ["group"] = kind.Group,
                    ["scope"] = kind.IsNamespaced ? "Namespaced" : "Cluster",
                    ["names"] = new JsonObject { ["plural"] = kind.Plural, ["kind"] = kind.Kind },
                    ["versions"] = versions,
                },
            });
        }
    }
}
