using Istiod.GoTemplate;

namespace Istiod.Webhooks.Injection.Templates;

/// <summary>The Multus annotation: a comma list of names, or a JSON list of objects.</summary>
/// <remarks>istiod: pkg/kube/inject/template.go:appendMultusNetwork.</remarks>
internal static class MultusFunctions
{
    /// <summary>The annotation with a network behind it, unless it is there. JSON that cannot be read stays as it is.</summary>
    public static string Append(string existing, string network)
    {
        if (existing.Length == 0)
        {
            return network;
        }

        int end = existing.LastIndexOf(']');
        if (end < 0)
        {
            foreach (string known in existing.Split(','))
            {
                if (string.Equals(known.Trim(), network, StringComparison.Ordinal))
                {
                    return existing;
                }
            }

            return $"{existing}, {network}";
        }

        int slash = network.IndexOf('/', StringComparison.Ordinal);
        string space = slash < 0 ? "" : network[..slash];
        string name = network[(slash + 1)..];
        if (!GoJson.TryRead(existing, out GoValue value, out _) || value.AsList() is not { } list || Has(list, space, name) is not false)
        {
            return existing;
        }

        string addition = space.Length == 0 ? $", {{\"name\": \"{name}\"}}" : $", {{\"name\": \"{name}\", \"namespace\": \"{space}\"}}";
        return existing[..end] + addition + existing[end..];
    }

    /// <summary>Whether the network is in the list; null if an item is no object.</summary>
    private static bool? Has(GoList list, string space, string name)
    {
        bool has = false;
        for (int i = 0; i < list.Count; i++)
        {
            if (list[i].AsMap() is not { } item)
            {
                if (list[i].IsNil)
                {
                    continue;
                }

                return null;
            }

            has |= item.TryGetValue("name", out GoValue itsName)
                && itsName.AsString() == name
                && (!item.TryGetValue("namespace", out GoValue itsSpace) || itsSpace.IsNil ? "" : itsSpace.AsString()) == space;
        }

        return has;
    }
}
