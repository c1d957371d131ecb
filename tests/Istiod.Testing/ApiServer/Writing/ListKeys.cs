using Istiod.Testing.ApiServer.Resources;
using Istiod.Testing.ApiServer.Schemas;

namespace Istiod.Testing.ApiServer.Writing;

/// <summary>By what the items of lists are told apart when lists are merged.</summary>
/// <remarks>Source: patchMergeKey and listMapKey tags of k8s.io/api; a CRD's schema for custom kinds.</remarks>
internal static class ListKeys
{
    private static readonly Dictionary<string, string[]> s_keys = new(StringComparer.Ordinal)
    {
        ["containers"] = ["name"],
        ["initContainers"] = ["name"],
        ["ephemeralContainers"] = ["name"],
        ["volumes"] = ["name"],
        ["env"] = ["name"],
        ["imagePullSecrets"] = ["name"],
        ["secrets"] = ["name"],
        ["volumeMounts"] = ["mountPath"],
        ["volumeDevices"] = ["devicePath"],
        ["hostAliases"] = ["ip"],
        ["conditions"] = ["type"],
        ["ownerReferences"] = ["uid"],
        ["webhooks"] = ["name"],
        ["topologySpreadConstraints"] = ["topologyKey", "whenUnsatisfiable"],
        ["addresses"] = ["type"],
        ["taints"] = ["key"],
        ["readinessGates"] = ["conditionType"],
    };

    /// <summary>Keys of the items of a built-in kind's list; null if the list is one value.</summary>
    /// <param name="path">Names from the root.</param>
    public static string[]? OfBuiltIn(ApiResource resource, IReadOnlyList<string> path)
    {
        string name = path[^1];
        if (name == "ports")
        {
            return resource.Plural == "services" ? ["port", "protocol"]
                : path.Contains("containers", StringComparer.Ordinal) || path.Contains("initContainers", StringComparer.Ordinal) ? ["containerPort", "protocol"]
                : null;
        }

        return name == "addresses" && resource.Plural != "nodes" ? null
            : name == "taints" && resource.Plural != "nodes" ? null
            : s_keys.GetValueOrDefault(name);
    }

    /// <summary>Whether a built-in kind's list of plain values is a set.</summary>
    public static bool IsSet(IReadOnlyList<string> path) => path is ["metadata", "finalizers"];

    /// <summary>Keys of the items of a list under a CRD's schema.</summary>
    public static string[]? OfSchema(ObjectSchemaNode? schema) => schema?.ListType == "map" ? schema.ListMapKeys : null;
}
