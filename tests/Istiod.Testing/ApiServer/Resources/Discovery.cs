using System.Text.Json.Nodes;

namespace Istiod.Testing.ApiServer.Resources;

/// <summary>The discovery documents: groups, versions, resources, aggregated or not, and the little OpenAPI that kubectl asks for.</summary>
internal sealed class Discovery(ResourceCatalog catalog, ApiServerOptions options)
{
    /// <summary>The document at a path; null if there is none.</summary>
    /// <param name="accept">The Accept header: <c>as=APIGroupDiscoveryList</c> asks for the aggregated form.</param>
    public JsonObject? Document(string path, string accept)
    {
        string[] parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        bool isAggregated = accept.Contains("as=APIGroupDiscoveryList", StringComparison.Ordinal) && accept.Contains("v=v2;", StringComparison.Ordinal);
        return parts switch
        {
            ["version"] => Version(),
            ["api"] => isAggregated ? Aggregated(core: true) : CoreVersions(),
            ["apis"] => isAggregated ? Aggregated(core: false) : Groups(),
            ["api", var version] => Resources("", version),
            ["apis", var group] => Groups(group),
            ["apis", var group, var version] => Resources(group, version),
            ["openapi", "v3"] => OpenApiIndex(),
            ["openapi", "v3", "api", var version] => OpenApi("", version),
            ["openapi", "v3", "apis", var group, var version] => OpenApi(group, version),
            _ => null,
        };
    }

    /// <summary>Whether the aggregated form is the answer to this path.</summary>
    public static bool IsAggregated(string path, string accept) =>
        path.TrimEnd('/') is "/api" or "/apis"
        && accept.Contains("as=APIGroupDiscoveryList", StringComparison.Ordinal) && accept.Contains("v=v2;", StringComparison.Ordinal);

    private JsonObject Version()
    {
        string[] parts = options.KubernetesVersion.Split('.');
        return new JsonObject
        {
            ["major"] = parts[0],
            ["minor"] = parts.Length > 1 ? parts[1] : "0",
            ["gitVersion"] = $"v{options.KubernetesVersion}.0",
            ["gitCommit"] = "0000000000000000000000000000000000000000",
            ["gitTreeState"] = "clean",
            ["buildDate"] = "2025-08-27T00:00:00Z",
            ["goVersion"] = "go1.24",
            ["compiler"] = "gc",
            ["platform"] = "linux/amd64",
        };
    }

    private static JsonObject CoreVersions() => new()
    {
        ["kind"] = "APIVersions",
        ["versions"] = new JsonArray("v1"),
        ["serverAddressByClientCIDRs"] = new JsonArray(),
    };

    private JsonObject Groups()
    {
        JsonArray groups = [];
        foreach (string group in Named())
        {
            groups.Add((JsonNode?)Groups(group));
        }

        return new JsonObject { ["kind"] = "APIGroupList", ["apiVersion"] = "v1", ["groups"] = groups };
    }

    private JsonObject? Groups(string group)
    {
        JsonArray versions = [];
        foreach (string version in VersionsOf(group))
        {
            versions.Add((JsonNode)new JsonObject { ["groupVersion"] = $"{group}/{version}", ["version"] = version });
        }

        return versions.Count == 0
            ? null
            : new JsonObject
            {
                ["kind"] = "APIGroup",
                ["apiVersion"] = "v1",
                ["name"] = group,
                ["versions"] = versions,
                ["preferredVersion"] = versions[0]?.DeepClone(),
            };
    }

    private JsonObject? Resources(string group, string version)
    {
        JsonArray list = [];
        foreach (ApiResource resource in catalog.All)
        {
            if (resource.Group != group || resource.Version != version)
            {
                continue;
            }

            list.Add((JsonNode)new JsonObject
            {
                ["name"] = resource.Plural,
                ["singularName"] = resource.SingularOrDefault,
                ["namespaced"] = resource.IsNamespaced,
                ["kind"] = resource.Kind,
                ["verbs"] = Array(resource.Verbs),
                ["shortNames"] = Array(resource.ShortNames),
                ["categories"] = Array(resource.Categories),
            });
            foreach ((string sub, string kind, string[] verbs) in Subresources(resource))
            {
                list.Add((JsonNode)new JsonObject
                {
                    ["name"] = $"{resource.Plural}/{sub}",
                    ["singularName"] = "",
                    ["namespaced"] = resource.IsNamespaced,
                    ["kind"] = kind,
                    ["verbs"] = Array(verbs),
                });
            }
        }

        return list.Count == 0
            ? null
            : new JsonObject
            {
                ["kind"] = "APIResourceList",
                ["apiVersion"] = "v1",
                ["groupVersion"] = group.Length == 0 ? version : $"{group}/{version}",
                ["resources"] = list,
            };
    }

    private JsonObject Aggregated(bool core)
    {
        JsonArray items = [];
        foreach (string group in core ? [""] : Named())
        {
            JsonArray versions = [];
            foreach (string version in VersionsOf(group))
            {
                JsonArray resources = [];
                foreach (ApiResource resource in catalog.All)
                {
                    if (resource.Group == group && resource.Version == version)
                    {
                        resources.Add((JsonNode)Aggregated(resource));
                    }
                }

                versions.Add((JsonNode)new JsonObject { ["version"] = version, ["resources"] = resources, ["freshness"] = "Current" });
            }

            JsonObject metadata = new() { ["creationTimestamp"] = null };
            if (group.Length > 0)
            {
                metadata["name"] = group;
            }

            items.Add((JsonNode)new JsonObject { ["metadata"] = metadata, ["versions"] = versions });
        }

        return new JsonObject
        {
            ["kind"] = "APIGroupDiscoveryList",
            ["apiVersion"] = "apidiscovery.k8s.io/v2",
            ["metadata"] = new JsonObject(),
            ["items"] = items,
        };
    }

    private static JsonObject Aggregated(ApiResource resource)
    {
        JsonArray subresources = [];
        foreach ((string sub, string kind, string[] verbs) in Subresources(resource))
        {
            subresources.Add((JsonNode)new JsonObject
            {
                ["subresource"] = sub,
                ["responseKind"] = KindOf(resource.Group, resource.Version, kind),
                ["verbs"] = Array(verbs),
            });
        }

        return new JsonObject
        {
            ["resource"] = resource.Plural,
            ["responseKind"] = KindOf(resource.Group, resource.Version, resource.Kind),
            ["scope"] = resource.IsNamespaced ? "Namespaced" : "Cluster",
            ["singularResource"] = resource.SingularOrDefault,
            ["verbs"] = Array(resource.Verbs),
            ["shortNames"] = Array(resource.ShortNames),
            ["categories"] = Array(resource.Categories),
            ["subresources"] = subresources,
        };
    }

    private JsonObject OpenApiIndex()
    {
        JsonObject paths = [];
        foreach (ApiResource resource in catalog.All)
        {
            string path = resource.Group.Length == 0 ? $"api/{resource.Version}" : $"apis/{resource.ApiVersion}";
            paths[path] ??= new JsonObject { ["serverRelativeURL"] = $"/openapi/v3/{path}?hash={catalog.All.Count()}" };
        }

        return new JsonObject { ["paths"] = paths };
    }

    /// <summary>Only what kubectl reads to learn that the server checks fields by itself.</summary>
    private JsonObject? OpenApi(string group, string version)
    {
        JsonObject paths = [];
        foreach (ApiResource resource in catalog.All)
        {
            if (resource.Group != group || resource.Version != version || resource.IsVirtual)
            {
                continue;
            }

            string root = group.Length == 0 ? $"/api/{version}" : $"/apis/{group}/{version}";
            string path = $"{root}{(resource.IsNamespaced ? "/namespaces/{namespace}" : "")}/{resource.Plural}/{{name}}";
            paths[path] = new JsonObject
            {
                ["patch"] = new JsonObject
                {
                    ["parameters"] = new JsonArray(
                        (JsonNode)new JsonObject { ["name"] = "dryRun", ["in"] = "query" },
                        new JsonObject { ["name"] = "fieldValidation", ["in"] = "query" }),
                    ["x-kubernetes-action"] = "patch",
                    ["x-kubernetes-group-version-kind"] = KindOf(group, version, resource.Kind),
                },
            };
        }

        return paths.Count == 0
            ? null
            : new JsonObject
            {
                ["openapi"] = "3.0.0",
                ["info"] = new JsonObject { ["title"] = "Kubernetes", ["version"] = $"v{options.KubernetesVersion}.0" },
                ["paths"] = paths,
                ["components"] = new JsonObject { ["schemas"] = new JsonObject() },
            };
    }

    private static IEnumerable<(string Name, string Kind, string[] Verbs)> Subresources(ApiResource resource)
    {
        if (resource.HasStatus)
        {
            yield return ("status", resource.Kind, ["get", "patch", "update"]);
        }

        if (resource.HasScale)
        {
            yield return ("scale", "Scale", ["get", "patch", "update"]);
        }

        switch (resource.Plural)
        {
            case "serviceaccounts":
                yield return ("token", "TokenRequest", ["create"]);
                break;
            case "certificatesigningrequests":
                yield return ("approval", resource.Kind, ["get", "patch", "update"]);
                break;
            case "namespaces":
                yield return ("finalize", resource.Kind, ["update"]);
                break;
            default:
                break;
        }
    }

    private IEnumerable<string> Named() => catalog.All.Select(r => r.Group).Where(g => g.Length > 0).Distinct(StringComparer.Ordinal);

    private IEnumerable<string> VersionsOf(string group) =>
        catalog.All.Where(r => r.Group == group).Select(r => r.Version).Distinct(StringComparer.Ordinal).OrderByDescending(CustomResources.Rank);

    private static JsonObject KindOf(string group, string version, string kind) =>
        new() { ["group"] = group, ["version"] = version, ["kind"] = kind };

    private static JsonArray Array(string[] texts) => new([.. texts.Select(t => (JsonNode)t)]);
}
