namespace Istiod.Config.Defaulting;

/// <summary>
/// Fills what an API server would fill into objects that did not pass through one: the defaults of the core kinds, those of the CRD
/// schemas, and what a cluster allocates. One for each cluster; used by one thread at a time, in the order of creation.
/// </summary>
/// <remarks>The rules are Kubernetes' own and the Gateway API's schemas; the recorded input.yaml → applied.yaml pairs check them.</remarks>
public sealed class ObjectDefaulter
{
    private readonly ServiceAllocator _allocator = new();

    /// <summary>Changes <paramref name="root"/> in place. Shapes that do not fit are left for the decoder to report.</summary>
    public void Apply(KindDescriptor kind, DataNode root)
    {
        if (root.Kind != DataKind.Object)
        {
            return;
        }

        DefaultNamespace(kind, root);
        if (ReferenceEquals(kind, KindCatalog.Service))
        {
            ServiceDefaults.Apply(root, _allocator);
        }
        else if (ReferenceEquals(kind, KindCatalog.Pod))
        {
            PodDefaults.Apply(root);
        }
        else if (ReferenceEquals(kind, KindCatalog.EndpointSlice))
        {
            CoreDefaults.EndpointSlice(root);
        }
        else if (ReferenceEquals(kind, KindCatalog.Namespace))
        {
            CoreDefaults.Namespace(root);
        }
        else if (ReferenceEquals(kind, KindCatalog.Secret))
        {
            CoreDefaults.Secret(root);
        }
        else if (kind.Group == KindCatalog.RoleBinding.Group)
        {
            CoreDefaults.RoleBinding(root);
        }
        else if (kind.Group == KindCatalog.HttpRoute.Group)
        {
            GatewayApiDefaults.Apply(kind, root);
        }
    }

    private static void DefaultNamespace(KindDescriptor kind, DataNode root)
    {
        if (root["metadata"] is not { Kind: DataKind.Object } meta)
        {
            return;
        }

        if (!kind.IsNamespaced)
        {
            meta.Remove("namespace");
        }
        else if (string.IsNullOrEmpty(meta.TextOf("namespace")))
        {
            meta.Set("namespace", DataNode.String("default"));
        }
    }
}
