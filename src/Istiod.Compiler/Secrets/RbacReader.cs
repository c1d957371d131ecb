using System.Text.Json;
using Istiod.Config;
using Istiod.Primitives;
using static Istiod.Config.JsonParts;

namespace Istiod.Compiler.Secrets;

/// <summary>Reads what counts of roles and their bindings; parts of another shape are taken for absent.</summary>
/// <remarks>Kubernetes' rules (rbac.authorization.k8s.io/v1), as far as they decide on listing secrets.</remarks>
internal static class RbacReader
{
    private const int MaxSubjects = 1000;

    // keeps a user of a group's name apart
    private const string GroupMark = "group:";

    /// <summary>The names under which a service account may be bound.</summary>
    public static string[] SubjectsOf(string namespaceName, string account) =>
    [
        Account(namespaceName, account),
        GroupMark + "system:serviceaccounts",
        GroupMark + "system:serviceaccounts:" + namespaceName,
        GroupMark + "system:authenticated",
    ];

    /// <summary>Whether a role lets its holders list secrets, all of them.</summary>
    public static bool ListsSecrets(JsonValue role)
    {
        using JsonDocument document = role.Parse();
        foreach (JsonElement rule in Items(document.RootElement, "rules"))
        {
            if (Has(rule, "apiGroups", "") && Has(rule, "resources", "secrets") && Has(rule, "verbs", "list")
                && !Items(rule, "resourceNames").MoveNext())
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>A binding; <c>null</c> if it names no role.</summary>
    public static RoleBinding? Binding(ObjectKey key, JsonValue binding)
    {
        using JsonDocument document = binding.Parse();
        if (!document.RootElement.TryGetProperty("roleRef", out JsonElement reference))
        {
            return null;
        }

        string name = Text(reference, "name");
        bool isOfCluster = Text(reference, "kind") == "ClusterRole";
        List<string> subjects = [];
        foreach (JsonElement subject in Items(document.RootElement, "subjects"))
        {
            if (subjects.Count < MaxSubjects)
            {
                string ownNamespace = Text(subject, "namespace");
                subjects.Add(Text(subject, "kind") switch
                {
                    "ServiceAccount" => Account(ownNamespace.Length > 0 ? ownNamespace : key.Namespace, Text(subject, "name")),
                    "Group" => GroupMark + Text(subject, "name"),
                    _ => Text(subject, "name"),
                });
            }
        }

        return new RoleBinding(new ObjectKey(key.Cluster, isOfCluster ? "" : key.Namespace, name), ValueArray.Take([.. subjects]));
    }

    private static string Account(string namespaceName, string name) => $"system:serviceaccount:{namespaceName}:{name}";

    private static bool Has(JsonElement rule, string list, string wanted)
    {
        foreach (JsonElement item in Items(rule, list))
        {
            if (item.ValueKind == JsonValueKind.String && (item.ValueEquals(wanted) || item.ValueEquals("*")))
            {
                return true;
            }
        }

        return false;
    }
}
