using System.Text.Json.Nodes;
using Istiod.Testing.ApiServer.Json;
using Istiod.Testing.ApiServer.Resources;
using Istiod.Testing.ApiServer.Storage;

namespace Istiod.Testing.ApiServer.Access;

/// <summary>Decides by the stored roles and bindings, as the RBAC authorizer does. Thread-safe.</summary>
/// <remarks>Source: kubernetes plugin/pkg/auth/authorizer/rbac; the discovery and self-review rights that every cluster grants are built in.</remarks>
internal sealed class RbacEvaluator(ObjectStore store)
{
    private static readonly ApiResource s_clusterRoles = Named("clusterroles");
    private static readonly ApiResource s_clusterBindings = Named("clusterrolebindings");
    private static readonly ApiResource s_roles = Named("roles");
    private static readonly ApiResource s_bindings = Named("rolebindings");

    /// <summary>Whether a user may do this.</summary>
    public bool Allows(UserInfo user, AccessRequest request)
    {
        if (user.Groups.Contains(UserInfo.MastersGroup, StringComparer.Ordinal) || IsGrantedToAll(user, request))
        {
            return true;
        }

        foreach (StoredObject binding in store.List(s_clusterBindings).Objects)
        {
            JsonObject tree = binding.ToTree("", "");
            if (Concerns(tree, user, "") && Grants(Role(tree, ""), request))
            {
                return true;
            }
        }

        if (request.Namespace.Length == 0)
        {
            return false;
        }

        foreach (StoredObject binding in store.List(s_bindings).Objects)
        {
            if (binding.Namespace != request.Namespace)
            {
                continue;
            }

            JsonObject tree = binding.ToTree("", "");
            if (Concerns(tree, user, binding.Namespace) && Grants(Role(tree, binding.Namespace), request))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsGrantedToAll(UserInfo user, AccessRequest request)
    {
        if (request.NonResourcePath.Length > 0)
        {
            string path = request.NonResourcePath;
            return path is "/version" or "/version/" or "/healthz" or "/livez" or "/readyz"
                || (user.Groups.Contains(UserInfo.AuthenticatedGroup, StringComparer.Ordinal)
                    && (path is "/api" or "/apis" || path.StartsWith("/api/", StringComparison.Ordinal)
                        || path.StartsWith("/apis/", StringComparison.Ordinal) || path.StartsWith("/openapi", StringComparison.Ordinal)));
        }

        return user.Groups.Contains(UserInfo.AuthenticatedGroup, StringComparer.Ordinal)
            && request.Verb == "create"
            && request.Resource is "selfsubjectaccessreviews" or "selfsubjectreviews" or "selfsubjectrulesreviews";
    }

    private static ApiResource Named(string plural) => BuiltInResources.All.First(r => r.Plural == plural);

    private JsonObject? Role(JsonObject binding, string ns)
    {
        JsonObject? reference = Trees.Child(binding, "roleRef");
        string name = Trees.Text(reference, "name") ?? "";
        return Trees.Text(reference, "kind") == "ClusterRole"
            ? store.Get(s_clusterRoles, "", name)?.ToTree("", "")
            : store.Get(s_roles, ns, name)?.ToTree("", "");
    }

    private static bool Concerns(JsonObject binding, UserInfo user, string ns)
    {
        foreach (JsonObject subject in Trees.Objects(binding, "subjects"))
        {
            string name = Trees.Text(subject, "name") ?? "";
            bool fits = Trees.Text(subject, "kind") switch
            {
                "User" => name == user.Name,
                "Group" => user.Groups.Contains(name, StringComparer.Ordinal),
                "ServiceAccount" => user.Name == $"system:serviceaccount:{Trees.Text(subject, "namespace") ?? ns}:{name}",
                _ => false,
            };
            if (fits)
            {
                return true;
            }
        }

        return false;
    }

    private static bool Grants(JsonObject? role, AccessRequest request)
    {
        foreach (JsonObject rule in Trees.Objects(role, "rules"))
        {
            if (!Covers(Trees.Texts(rule, "verbs"), request.Verb))
            {
                continue;
            }

            if (request.NonResourcePath.Length > 0)
            {
                if (Trees.Texts(rule, "nonResourceURLs").Any(u => u == request.NonResourcePath
                    || (u.EndsWith('*') && request.NonResourcePath.StartsWith(u[..^1], StringComparison.Ordinal))))
                {
                    return true;
                }

                continue;
            }

            string[] names = Trees.Texts(rule, "resourceNames");
            if (Covers(Trees.Texts(rule, "apiGroups"), request.Group)
                && CoversResource(Trees.Texts(rule, "resources"), request)
                && (names.Length == 0 || names.Contains(request.Name, StringComparer.Ordinal)))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Covers(string[] granted, string asked) =>
        granted.Contains("*", StringComparer.Ordinal) || granted.Contains(asked, StringComparer.Ordinal);

    private static bool CoversResource(string[] granted, AccessRequest request)
    {
        string asked = request.Subresource.Length == 0 ? request.Resource : $"{request.Resource}/{request.Subresource}";
        return Covers(granted, asked)
            || (request.Subresource.Length > 0 && granted.Contains($"*/{request.Subresource}", StringComparer.Ordinal));
    }
}
