namespace Istiod.Grpc;

/// <summary>Ends a call with a status other than success.</summary>
public sealed class GrpcException : Exception
{
    /// <summary>An exception that becomes <paramref name="status"/> at the peer.</summary>
    public GrpcException(GrpcStatus status)
        : base(status.Message) => Status = status;

    /// <summary>An exception that becomes this code and message at the peer.</summary>
    public GrpcException(GrpcStatusCode code, string message)
        : this(new GrpcStatus(code, message))
    {
    }

    /// <summary>What the peer gets.</summary>
    public GrpcStatus Status { get; }
}
