namespace Istiod.Grpc;

/// <summary>gRPC status codes, by their wire numbers.</summary>
public enum GrpcStatusCode
{
    /// <summary>Success.</summary>
    Ok = 0,

    /// <summary>The caller gave up.</summary>
    Cancelled = 1,

    /// <summary>An error without a better code.</summary>
    Unknown = 2,

    /// <summary>The request can never succeed.</summary>
    InvalidArgument = 3,

    /// <summary>The call took longer than its deadline.</summary>
    DeadlineExceeded = 4,

    /// <summary>Something named does not exist.</summary>
    NotFound = 5,

    /// <summary>Something to be made exists already.</summary>
    AlreadyExists = 6,

    /// <summary>The caller may not do this.</summary>
    PermissionDenied = 7,

    /// <summary>A limit was reached: rate or message size.</summary>
    ResourceExhausted = 8,

    /// <summary>The state of things does not allow this now.</summary>
    FailedPrecondition = 9,

    /// <summary>Broken off because of a conflict.</summary>
    Aborted = 10,

    /// <summary>Beyond the end.</summary>
    OutOfRange = 11,

    /// <summary>No such method, or an encoding we do not speak.</summary>
    Unimplemented = 12,

    /// <summary>Broken bytes or our bug.</summary>
    Internal = 13,

    /// <summary>Not now; try again.</summary>
    Unavailable = 14,

    /// <summary>Unrecoverable loss.</summary>
    DataLoss = 15,

    /// <summary>The caller is not known.</summary>
    Unauthenticated = 16,
}
