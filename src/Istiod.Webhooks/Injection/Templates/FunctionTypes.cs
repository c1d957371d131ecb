using Istiod.GoTemplate;
using Istiod.Webhooks.Injection.Kube;

namespace Istiod.Webhooks.Injection.Templates;

/// <summary>Types of the parameters that Istio's functions take.</summary>
internal static class FunctionTypes
{
    /// <summary><c>metav1.ObjectMeta</c>.</summary>
    public static readonly GoType ObjectMeta = KubeValues.TypeOf(KubeTypes.ObjectMeta);

    /// <summary><c>[]corev1.Container</c>.</summary>
    public static readonly GoType Containers = KubeValues.TypeOf(KubeTypes.ContainerList);

    /// <summary>Any protobuf message.</summary>
    public static readonly GoType Message = new MessageInfo();

    /// <summary>Mesh config.</summary>
    public static readonly GoType MeshConfig = new NamedMessage("*v1alpha1.MeshConfig");

    private sealed class MessageInfo() : GoType("protoreflect.ProtoMessage", GoKind.Interface)
    {
        public override bool Accepts(GoType type) => type is ProtoTypeInfo || base.Accepts(type);
    }

    private sealed class NamedMessage(string name) : GoType(name, GoKind.Pointer)
    {
        public override bool Accepts(GoType type) => type is ProtoTypeInfo && type.Name == Name;
    }
}
