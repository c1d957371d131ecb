namespace Istiod.Reflection;

/// <summary>A gRPC service as reflection tells of it.</summary>
/// <param name="FullName">With its package.</param>
/// <param name="File">The .proto file it is from, as the reference has it.</param>
internal sealed record ReflectedService(string FullName, string File, params IReadOnlyList<ReflectedService.Method> Methods)
{
    private const string Discovery = "envoy.service.discovery.v3.";

    /// <summary>Aggregated discovery.</summary>
    public static readonly ReflectedService AggregatedDiscovery = new(
        Discovery + "AggregatedDiscoveryService",
        "envoy/service/discovery/v3/ads.proto",
        new Method("StreamAggregatedResources", Discovery + "DiscoveryRequest", Discovery + "DiscoveryResponse", IsStream: true),
        new Method("DeltaAggregatedResources", Discovery + "DeltaDiscoveryRequest", Discovery + "DeltaDiscoveryResponse", IsStream: true));

    /// <summary>Certificates.</summary>
    public static readonly ReflectedService Certificates = new(
        "istio.v1.auth.IstioCertificateService",
        "security/v1alpha1/ca.proto",
        new Method("CreateCertificate", "istio.v1.auth.IstioCertificateRequest", "istio.v1.auth.IstioCertificateResponse", IsStream: false));

    /// <summary>Reflection.</summary>
    public static readonly ReflectedService ReflectionV1 = Itself("grpc.reflection.v1", "grpc/reflection/v1/reflection.proto");

    /// <summary>Reflection as older clients know it.</summary>
    public static readonly ReflectedService ReflectionV1Alpha = Itself("grpc.reflection.v1alpha", "grpc/reflection/v1alpha/reflection.proto");

    /// <summary>All services that there may be on a port.</summary>
    public static IReadOnlyList<ReflectedService> All { get; } = [AggregatedDiscovery, ReflectionV1, ReflectionV1Alpha, Certificates];

    private static ReflectedService Itself(string package, string file) => new(
        package + ".ServerReflection",
        file,
        new Method("ServerReflectionInfo", package + ".ServerReflectionRequest", package + ".ServerReflectionResponse", IsStream: true));

    /// <summary>One method.</summary>
    /// <param name="IsStream">Whether both sides send as many messages as they like; else one each.</param>
    internal sealed record Method(string Name, string Request, string Answer, bool IsStream);
}
