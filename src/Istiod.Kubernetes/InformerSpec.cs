using Istiod.Config;

namespace Istiod.Kubernetes;

/// <summary>What one watch covers. Equal specs share a watch.</summary>
/// <param name="Kind">The kind; watched in its first version.</param>
public sealed record InformerSpec(KindDescriptor Kind)
{
    /// <summary>Only this namespace; empty for all.</summary>
    public string Namespace { get; init; } = "";

    /// <summary>Only objects with these labels, as the API server reads selectors.</summary>
    public string LabelSelector { get; init; } = "";

    /// <summary>Only objects with these fields.</summary>
    public string FieldSelector { get; init; } = "";

    /// <summary>Whether only metadata is asked for and kept.</summary>
    public bool IsMetadataOnly { get; init; }

    /// <summary>
    /// Whether a new resource version alone replaces the kept object (without telling listeners). Off, an object is replaced only if
    /// something that we read has changed, so that stores and graph share it.
    /// </summary>
    public bool TracksVersions { get; init; }

    /// <summary>The watched resource.</summary>
    public ApiResource Resource => ApiResource.Of(Kind);

    /// <summary>Whether the kind exists only once a CustomResourceDefinition brings it.</summary>
    public bool NeedsDefinition =>
        Kind.Group.EndsWith("istio.io", StringComparison.Ordinal)
        || Kind.Group.EndsWith(".x-k8s.io", StringComparison.Ordinal)
        || Kind.Group is "gateway.networking.k8s.io" or "inference.networking.k8s.io";

    /// <summary><c>plural.group</c>, the name of the definition.</summary>
    public string DefinitionName => Resource.ToString();

    /// <summary>For logs.</summary>
    public override string ToString() =>
        $"{Resource}{(Namespace.Length > 0 ? " in " + Namespace : "")}{(LabelSelector.Length > 0 ? " with " + LabelSelector : "")}"
        + (FieldSelector.Length > 0 ? " where " + FieldSelector : "");
}
