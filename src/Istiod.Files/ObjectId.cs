using Istiod.Config;
using Istiod.Primitives;

namespace Istiod.Files;

/// <summary>Kind and name of an object.</summary>
internal readonly record struct ObjectId(KindDescriptor Kind, NamespacedName Key)
{
    public override string ToString() => $"{Kind}/{Key}";
}
