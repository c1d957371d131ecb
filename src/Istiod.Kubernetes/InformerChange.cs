using Istiod.Config;
using Istiod.Primitives;

namespace Istiod.Kubernetes;

/// <summary>An object that is new or changed, or is gone.</summary>
/// <param name="Object">The object; <c>null</c> if it is gone.</param>
/// <param name="Old">What was there before; <c>null</c> if it is new.</param>
public readonly record struct InformerChange(NamespacedName Key, ConfigObject? Object, ConfigObject? Old);
