using Istiod.GoTemplate;
using Istiod.Webhooks.Injection.Kube;

namespace Istiod.Webhooks.Injection.Templates;

/// <summary>The type of a Kubernetes struct as templates see it.</summary>
internal sealed class KubeTypeInfo(KubeType type) : GoType(type.Name, GoKind.Struct)
{
    /// <summary>The struct.</summary>
    public KubeType Struct { get; } = type;

    /// <inheritdoc/>
    public override bool HasField(string name) => Struct.ByGoName(name) is not null;

    /// <inheritdoc/>
    public override GoFunction? FindMethod(string name) => KubeMethods.Find(Struct, name);
}
