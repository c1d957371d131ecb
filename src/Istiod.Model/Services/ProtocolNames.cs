namespace Istiod.Model;

/// <summary>Protocol names as objects write them, whatever their case.</summary>
/// <remarks>istiod: pkg/config/protocol/instance.go:Parse.</remarks>
public static class ProtocolNames
{
    /// <summary>The protocol of a name; what is not known is to be detected.</summary>
    public static Protocol Parse(string name) => name.ToLowerInvariant() switch
    {
        "tcp" => Protocol.Tcp,
        "udp" => Protocol.Udp,
        "grpc" => Protocol.Grpc,
        "grpc-web" => Protocol.GrpcWeb,
        "http" => Protocol.Http,
        "http_proxy" => Protocol.HttpProxy,
        "http2" => Protocol.Http2,
        "https" => Protocol.Https,
        "tls" => Protocol.Tls,
        "mongo" => Protocol.Mongo,
        "redis" => Protocol.Redis,
        "mysql" => Protocol.MySql,
        _ => Protocol.Unsupported,
    };
}
