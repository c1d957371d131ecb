using Grpc.Core;
using Istiod.Protobuf;

namespace Istiod.Golden.Clients;

/// <summary>gRPC methods of the aggregated discovery service with our own messages: no generated stubs.</summary>
internal static class ByteMarshalling
{
    private const string Service = "envoy.service.discovery.v3.AggregatedDiscoveryService";

    /// <summary>A bidirectional method of ADS.</summary>
    public static Method<TRequest, TResponse> Duplex<TRequest, TResponse>(string name)
        where TRequest : class, IProtoMessage<TRequest>
        where TResponse : class, IProtoMessage<TResponse> =>
        new(MethodType.DuplexStreaming, Service, name, Of<TRequest>(), Of<TResponse>());

    private static Marshaller<T> Of<T>()
        where T : class, IProtoMessage<T> =>
        Marshallers.Create(static message => message.ToByteArray(), static bytes => T.Parse(bytes));
}
