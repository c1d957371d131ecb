using Istiod.Primitives;

namespace Istiod.Model;

/// <summary>Namespaces that may see an object (<c>exportTo</c>), after the mesh-wide default was put in.</summary>
/// <param name="IsPublic">All namespaces.</param>
/// <param name="Namespaces">The namespaces that may, sorted; the object's own stands here under its name. Empty and not public: nobody.</param>
public sealed record ExportScope(bool IsPublic, ValueArray<string> Namespaces)
{
    /// <summary>All namespaces.</summary>
    public static readonly ExportScope Public = new(true, []);

    /// <summary>No namespace.</summary>
    public static readonly ExportScope None = new(false, []);

    /// <summary>Whether proxies in <paramref name="namespaceName"/> may see the object.</summary>
    public bool Includes(string namespaceName)
    {
        if (IsPublic)
        {
            return true;
        }

        foreach (string name in Namespaces)
        {
            if (string.Equals(name, namespaceName, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }
}
