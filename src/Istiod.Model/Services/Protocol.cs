namespace Istiod.Model;

/// <summary>Application protocol of a service port.</summary>
/// <remarks>istiod: pkg/config/protocol/instance.go, pilot/pkg/model/../kube conversion. Unsupported means: to be detected.</remarks>
public enum Protocol
{
    /// <summary>Not declared: detected on the wire.</summary>
    Unsupported,

    /// <summary>TCP.</summary>
    Tcp,

    /// <summary>UDP.</summary>
    Udp,

    /// <summary>HTTP/1.1, upgrades possible.</summary>
    Http,

    /// <summary>HTTP CONNECT proxy port.</summary>
    HttpProxy,

    /// <summary>HTTP/2.</summary>
    Http2,

    /// <summary>HTTP over TLS, opaque to the proxy.</summary>
    Https,

    /// <summary>gRPC.</summary>
    Grpc,

    /// <summary>gRPC-Web.</summary>
    GrpcWeb,

    /// <summary>TLS with SNI.</summary>
    Tls,

    /// <summary>MongoDB.</summary>
    Mongo,

    /// <summary>Redis.</summary>
    Redis,

    /// <summary>MySQL.</summary>
    MySql,

    /// <summary>HBONE.</summary>
    Hbone,

    /// <summary>HBONE in HBONE.</summary>
    DoubleHbone,
}

/// <summary>Classes of protocols.</summary>
public static class ProtocolExtensions
{
    /// <summary>HTTP, HTTP/2, gRPC, gRPC-Web, and the proxy port.</summary>
    public static bool IsHttp(this Protocol protocol) =>
        protocol is Protocol.Http or Protocol.Http2 or Protocol.HttpProxy or Protocol.Grpc or Protocol.GrpcWeb;

    /// <summary>HTTP/2, gRPC and gRPC-Web.</summary>
    public static bool IsHttp2(this Protocol protocol) =>
        protocol is Protocol.Http2 or Protocol.Grpc or Protocol.GrpcWeb;

    /// <summary>gRPC and gRPC-Web.</summary>
    public static bool IsGrpc(this Protocol protocol) => protocol is Protocol.Grpc or Protocol.GrpcWeb;

    /// <summary>Opaque TCP in the wide sense: TCP, HTTPS, TLS, Mongo, Redis, MySQL.</summary>
    public static bool IsTcp(this Protocol protocol) =>
        protocol is Protocol.Tcp or Protocol.Https or Protocol.Tls or Protocol.Mongo or Protocol.Redis or Protocol.MySql;

    /// <summary>TLS and HTTPS: told apart by SNI.</summary>
    public static bool IsTls(this Protocol protocol) => protocol is Protocol.Tls or Protocol.Https;

    /// <summary>To be detected on the wire.</summary>
    public static bool IsUnsupported(this Protocol protocol) => protocol is Protocol.Unsupported;
}
