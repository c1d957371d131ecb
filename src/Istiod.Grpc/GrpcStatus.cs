namespace Istiod.Grpc;

/// <summary>How a call ended.</summary>
/// <param name="Code">The code.</param>
/// <param name="Message">Text for people; empty for success.</param>
public readonly record struct GrpcStatus(GrpcStatusCode Code, string Message)
{
    /// <summary>Success.</summary>
    public static readonly GrpcStatus Ok = new(GrpcStatusCode.Ok, "");
}
