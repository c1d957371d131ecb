using Istiod.Config.Json;
using Istiod.Config.Kinds.Core;

namespace Istiod.Config.Kinds;

/// <summary>Kinds of Kubernetes itself.</summary>
internal static class CoreKinds
{
    public static KindDescriptor Service() => Typed("", "v1", "Service", "services", typeof(ServiceSpec), static () => new ServiceReader());

    public static KindDescriptor EndpointSlice() => Typed(
        "discovery.k8s.io", "v1", "EndpointSlice", "endpointslices", typeof(EndpointSliceSpec), static () => new EndpointSliceReader());

    public static KindDescriptor Pod() => Typed("", "v1", "Pod", "pods", typeof(PodSpec), static () => new PodReader());

    public static KindDescriptor Node() =>
        new("", ["v1"], "Node", "nodes", false, typeof(NodeSpec), static () => new NodeReader());

    public static KindDescriptor ConfigMap() =>
        Typed("", "v1", "ConfigMap", "configmaps", typeof(ConfigMapSpec), static () => new DataReader(isSecret: false));

    public static KindDescriptor Secret() =>
        Typed("", "v1", "Secret", "secrets", typeof(SecretSpec), static () => new DataReader(isSecret: true));

    /// <summary>A kind of which only the metadata counts.</summary>
    public static KindDescriptor MetadataOnly(string group, string version, string kind, string plural, bool isNamespaced) =>
        new(group, [version], kind, plural, isNamespaced, typeof(MetadataOnlySpec), static () => MetadataOnlyReader.Instance);

    /// <summary>A kind whose spec stays JSON.</summary>
    public static KindDescriptor Json(string group, string[] versions, string kind, string plural, bool isNamespaced, bool keepsStatus = false) =>
        new(group, versions, kind, plural, isNamespaced, typeof(JsonValue), static () => new JsonSpecReader(hasSpec: true))
        {
            KeepsStatus = keepsStatus,
        };

    /// <summary>A kind without spec, whose top-level fields stay JSON.</summary>
    public static KindDescriptor FlatJson(string group, string version, string kind, string plural, bool isNamespaced) =>
        new(group, [version], kind, plural, isNamespaced, typeof(JsonValue), static () => new JsonSpecReader(hasSpec: false));

    private static KindDescriptor Typed(
        string group, string version, string kind, string plural, Type spec, Func<SpecReader> newReader) =>
        new(group, [version], kind, plural, true, spec, newReader);
}
