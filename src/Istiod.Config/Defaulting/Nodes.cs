namespace Istiod.Config.Defaulting;

/// <summary>Walking helpers for defaults.</summary>
internal static class Nodes
{
    /// <summary>The items of an array that are objects; nothing for all else.</summary>
    public static IEnumerable<DataNode> Objects(DataNode? array)
    {
        if (array is null)
        {
            yield break;
        }

        foreach (DataNode item in array.Items)
        {
            if (item.Kind == DataKind.Object)
            {
                yield return item;
            }
        }
    }

    /// <summary>The object member <paramref name="name"/>, made if absent or null.</summary>
    public static DataNode Ensure(DataNode parent, string name)
    {
        if (parent.Present(name) is { } known)
        {
            return known;
        }

        DataNode made = DataNode.Object();
        parent.Set(name, made);
        return made;
    }

    /// <summary>The object member, or null.</summary>
    public static DataNode? Child(DataNode? parent, string name) =>
        parent?[name] is { Kind: DataKind.Object } child ? child : null;

    /// <summary>Whether a member is absent, null, or the empty string.</summary>
    public static bool IsBlank(DataNode node, string name) =>
        node[name] is not { } value || value.IsNull || (value.Kind == DataKind.String && value.Text.Length == 0);
}
