using Istiod.Config;
using Istiod.Primitives;

namespace Istiod.Files;

/// <summary>An object that is new or changed, or is gone.</summary>
/// <param name="Object">The object; <c>null</c> if it was deleted.</param>
public readonly record struct ConfigChange(KindDescriptor Kind, NamespacedName Key, ConfigObject? Object);
