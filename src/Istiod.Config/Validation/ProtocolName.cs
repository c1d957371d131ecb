namespace Istiod.Config.Validation;

/// <summary>Protocol names of ports, as far as rules tell them apart.</summary>
/// <remarks>istiod: pkg/config/protocol/instance.go:Parse. Case does not count.</remarks>
internal static class ProtocolName
{
    public static bool IsHttp(string name) => Lower(name) is "http" or "http2" or "http_proxy" or "grpc" or "grpc-web";

    public static bool IsTls(string name) => Lower(name) is "https" or "tls";

    public static bool IsTcp(string name) => Lower(name) is "tcp" or "https" or "tls" or "mongo" or "redis" or "mysql";

    public static bool IsKnown(string name) => IsHttp(name) || IsTcp(name) || Lower(name) is "udp";

    /// <summary>What a dynamic forward proxy can serve.</summary>
    public static bool IsForwardable(string name) => Lower(name) is "http" or "tls" or "grpc" or "http2";

    private static string Lower(string name) => name.Length > 16 ? "" : name.ToLowerInvariant();
}
