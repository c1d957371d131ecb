namespace Istiod.Kubernetes;

/// <summary>A request to the API server that failed: refused with a Status, or never answered.</summary>
public sealed class ApiException : Exception
{
    /// <summary>A refusal.</summary>
    public ApiException(ApiStatus status, TimeSpan? retryAfter = null)
        : base(Text(status))
    {
        Status = status;
        RetryAfter = retryAfter;
    }

    /// <summary>No answer.</summary>
    public ApiException(string message, Exception cause)
        : base(message, cause) => Status = new ApiStatus(0, ApiStatus.Unreachable, message);

    /// <summary>What the server said; code 0 if it could not be asked.</summary>
    public ApiStatus Status { get; }

    /// <summary>How long the server wants to be left alone.</summary>
    public TimeSpan? RetryAfter { get; }

    /// <summary>Whether no server answered.</summary>
    public bool IsUnreachable => Status.Code == 0;

    /// <summary>The object, or the resource type, does not exist.</summary>
    public bool IsNotFound => Status.Code == 404;

    /// <summary>The resource version is not the stored one.</summary>
    public bool IsConflict => Status.Code == 409 && !IsAlreadyExists;

    /// <summary>Created by somebody else before.</summary>
    public bool IsAlreadyExists => Status is { Code: 409, Reason: "AlreadyExists" };

    /// <summary>The resource version is older than the server's memory.</summary>
    public bool IsExpired => Status.Code == 410 || Status.Reason is "Expired" or "Gone";

    /// <summary>Refused by the rules or by admission.</summary>
    public bool IsForbidden => Status.Code == 403;

    /// <summary>The object is not valid.</summary>
    public bool IsInvalid => Status.Code is 400 or 422;

    private static string Text(ApiStatus status) =>
        status.Message.Length > 0 ? status.Message : $"the server answered {status.Code} {status.Reason}";
}
