using System.Text;

namespace Istiod.Config.Defaulting;

/// <summary>Defaults of the small core kinds.</summary>
internal static class CoreDefaults
{
    private const string RbacGroup = "rbac.authorization.k8s.io";

    public static void EndpointSlice(DataNode root)
    {
        foreach (DataNode port in Nodes.Objects(root["ports"]))
        {
            port.Default("name", "");
            port.Default("protocol", "TCP");
        }
    }

    public static void Namespace(DataNode root)
    {
        if (root["metadata"] is { Kind: DataKind.Object } meta && meta.TextOf("name") is { } name)
        {
            // The label is the API server's own: a user's value is overridden.
            Nodes.Ensure(meta, "labels").Set("kubernetes.io/metadata.name", DataNode.String(name));
        }

        Nodes.Ensure(root, "spec").Default("finalizers", DataNode.Strings("kubernetes"));
    }

    /// <summary>The type, and texts of <c>stringData</c> moved into <c>data</c>.</summary>
    public static void Secret(DataNode root)
    {
        root.Default("type", "Opaque");
        if (root["stringData"] is not { Kind: DataKind.Object } texts)
        {
            return;
        }

        DataNode data = Nodes.Ensure(root, "data");
        foreach (KeyValuePair<string, DataNode> text in texts.Members)
        {
            data.Set(text.Key, DataNode.String(Convert.ToBase64String(Encoding.UTF8.GetBytes(text.Value.Text)), text.Value.Line));
        }

        root.Remove("stringData");
    }

    /// <summary>API groups of what a binding names.</summary>
    public static void RoleBinding(DataNode root)
    {
        if (root["roleRef"] is { Kind: DataKind.Object } role && string.IsNullOrEmpty(role.TextOf("apiGroup")))
        {
            role.Set("apiGroup", DataNode.String(RbacGroup));
        }

        foreach (DataNode subject in Nodes.Objects(root["subjects"]))
        {
            if (subject.TextOf("kind") is "User" or "Group")
            {
                subject.Default("apiGroup", RbacGroup);
            }
        }
    }
}
