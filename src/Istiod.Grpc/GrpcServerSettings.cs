namespace Istiod.Grpc;

/// <summary>Limits of a gRPC server; the defaults are the reference's.</summary>
public sealed record GrpcServerSettings
{
    /// <summary>Largest message taken from a peer, in bytes (<c>ISTIO_GPRC_MAXRECVMSGSIZE</c>).</summary>
    public int MaxMessageBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>Streams on one connection (<c>ISTIO_GPRC_MAXSTREAMS</c>).</summary>
    public int MaxStreamsPerConnection { get; init; } = 100_000;

    /// <summary>Quiet time after which the server pings (<c>--keepaliveInterval</c>).</summary>
    public TimeSpan KeepaliveInterval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Wait for the ping's answer before the connection is given up (<c>--keepaliveTimeout</c>).</summary>
    public TimeSpan KeepaliveTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Age at which a connection is asked to go (<c>--keepaliveMaxServerConnectionAge</c>); not positive = never.</summary>
    public TimeSpan MaxConnectionAge { get; init; } = Timeout.InfiniteTimeSpan;

    /// <summary>Time between asking a connection to go and cutting it.</summary>
    public TimeSpan MaxConnectionAgeGrace { get; init; } = TimeSpan.FromSeconds(10);
}
