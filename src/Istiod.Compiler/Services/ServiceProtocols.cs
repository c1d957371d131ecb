using Istiod.Model;

namespace Istiod.Compiler.Services;

/// <summary>Application protocols as users name them.</summary>
/// <remarks>istiod: pkg/config/protocol/instance.go:Parse, pkg/config/kube/conversion.go:ConvertProtocol.</remarks>
internal static class ServiceProtocols
{
    /// <summary>Whole names, whatever their case; others are to be detected.</summary>
    public static Protocol Parse(ReadOnlySpan<char> name) => name switch
    {
        _ when Is(name, "http") => Protocol.Http,
        _ when Is(name, "tcp") => Protocol.Tcp,
        _ when Is(name, "grpc") => Protocol.Grpc,
        _ when Is(name, "http2") => Protocol.Http2,
        _ when Is(name, "https") => Protocol.Https,
        _ when Is(name, "tls") => Protocol.Tls,
        _ when Is(name, "udp") => Protocol.Udp,
        _ when Is(name, "grpc-web") => Protocol.GrpcWeb,
        _ when Is(name, "http_proxy") => Protocol.HttpProxy,
        _ when Is(name, "mongo") => Protocol.Mongo,
        _ when Is(name, "redis") => Protocol.Redis,
        _ when Is(name, "mysql") => Protocol.MySql,
        _ => Protocol.Unsupported,
    };

    /// <summary>
    /// Of a Kubernetes port: UDP is UDP; else its appProtocol counts, else its name up to the first dash. What stays unknown
    /// is TCP on ports whose protocol lets the server speak first.
    /// </summary>
    public static Protocol OfPort(int number, string name, string transport, string? appProtocol)
    {
        if (string.Equals(transport, "UDP", StringComparison.Ordinal))
        {
            return Protocol.Udp;
        }

        switch (appProtocol)
        {
            case "kubernetes.io/h2c":
                return Protocol.Http2;
            case "kubernetes.io/ws":
                return Protocol.Http;
            case "kubernetes.io/wss":
                return Protocol.Https;
        }

        ReadOnlySpan<char> hint = appProtocol ?? name;
        if (hint.StartsWith("grpc-web", StringComparison.OrdinalIgnoreCase))
        {
            return Protocol.GrpcWeb;
        }

        int dash = hint.IndexOf('-');
        Protocol protocol = Parse(dash >= 0 ? hint[..dash] : hint);

        // SMTP, DNS, MySQL and MongoDB: waiting for the client's first bytes would hang them.
        return protocol == Protocol.Unsupported && number is (25 or 53 or 3306 or 27017) ? Protocol.Tcp : protocol;
    }

    private static bool Is(ReadOnlySpan<char> name, string other) => name.Equals(other, StringComparison.OrdinalIgnoreCase);
}
