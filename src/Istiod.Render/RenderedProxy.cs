using Istiod.Resources;

namespace Istiod.Render;

/// <summary>What one proxy would get.</summary>
/// <param name="NodeId">Third part of its node id.</param>
/// <param name="Answers">Resources of each type asked for, in name order; <c>null</c>: the type is not answered.</param>
public sealed record RenderedProxy(
    string NodeId, IReadOnlyDictionary<XdsType, IReadOnlyList<XdsResource>?> Answers);
