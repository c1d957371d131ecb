namespace Istiod.Config.Kinds.Core;

/// <summary>The spec of kinds of which only the metadata is read (Namespace, ServiceAccount, CustomResourceDefinition).</summary>
public sealed record MetadataOnlySpec
{
    /// <summary>The only value.</summary>
    public static readonly MetadataOnlySpec Instance = new();
}
