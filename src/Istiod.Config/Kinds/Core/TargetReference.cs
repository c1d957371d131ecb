namespace Istiod.Config.Kinds.Core;

/// <summary>Names the object behind an endpoint.</summary>
public sealed record TargetReference(string Kind, string Namespace, string Name);
