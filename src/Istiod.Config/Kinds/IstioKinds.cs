using Istiod.Config.Json;
using Istiod.Config.Validation;
using Istiod.Protobuf;

namespace Istiod.Config.Kinds;

/// <summary>Kinds of Istio: the spec is the generated message, the status stays JSON.</summary>
internal static class IstioKinds
{
    private static readonly string[] s_networking = ["v1", "v1beta1", "v1alpha3"];

    public static KindDescriptor Networking<T>(string kind, string plural)
        where T : class, IProtoMessage<T> =>
        Message<T>("networking.istio.io", s_networking, kind, plural);

    public static KindDescriptor Security<T>(string kind, string plural)
        where T : class, IProtoMessage<T> =>
        Message<T>("security.istio.io", ["v1", "v1beta1"], kind, plural);

    public static KindDescriptor Message<T>(string group, string[] versions, string kind, string plural)
        where T : class, IProtoMessage<T> =>
        new(group, versions, kind, plural, true, typeof(T), static () => new MessageReader<T>())
        {
            KeepsStatus = true,
            Validate = ObjectValidator.Validate,
        };
}
