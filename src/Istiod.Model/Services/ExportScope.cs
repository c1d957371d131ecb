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

    /// <summary>Reads an <c>exportTo</c> list: <c>*</c> all, else <c>~</c> nobody, else the listed ones (<c>.</c> is the own one).</summary>
    /// <param name="exportTo">The object's list; if it is empty, <paramref name="meshDefault"/> counts.</param>
    /// <param name="meshDefault">The mesh-wide list; if it is empty too, all namespaces.</param>
    /// <param name="ownNamespace">Namespace of the object.</param>
    /// <remarks>istiod: pilot/pkg/model/push_context.go:initServiceRegistry, initVirtualServices, initDefaultExportMaps.</remarks>
    public static ExportScope Parse(IReadOnlyList<string> exportTo, IReadOnlyList<string> meshDefault, string ownNamespace)
    {
        IReadOnlyList<string> names = exportTo.Count > 0 ? exportTo : meshDefault;
        if (names.Count == 0)
        {
            return Public;
        }

        SortedSet<string> namespaces = new(StringComparer.Ordinal);
        bool isNone = false;
        foreach (string name in names)
        {
            switch (name)
            {
                case "*":
                    return Public;
                case "~":
                    isNone = true;
                    break;
                case ".":
                    namespaces.Add(ownNamespace);
                    break;
                default:
                    namespaces.Add(name);
                    break;
            }
        }

        return isNone ? None : new ExportScope(false, [.. namespaces]);
    }

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
