namespace Istiod.Config;

/// <summary>An owner named in an object's metadata.</summary>
public sealed record OwnerReference(string ApiVersion, string Kind, string Name, string Uid, bool IsController);
