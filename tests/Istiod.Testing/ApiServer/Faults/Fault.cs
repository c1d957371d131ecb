namespace Istiod.Testing.ApiServer.Faults;

/// <summary>One thing that goes wrong with a request.</summary>
public abstract record Fault
{
    private Fault()
    {
    }

    /// <summary>A failure status instead of the answer.</summary>
    /// <param name="RetryAfterSeconds">Value of <c>Retry-After</c>; 0 sends none.</param>
    public sealed record Status(int Code, string Reason, string Message, int RetryAfterSeconds = 0) : Fault;

    /// <summary>The stream (HTTP/1.1: the connection) is reset without an answer.</summary>
    public sealed record Reset : Fault;

    /// <summary>The write is done, then the stream is reset: the client cannot know.</summary>
    public sealed record ResetAfter : Fault;

    /// <summary>The whole TCP connection is dropped.</summary>
    public sealed record DropConnection : Fault;

    /// <summary>The answer comes late, by the server's clock.</summary>
    public sealed record Delay(TimeSpan Time) : Fault;

    /// <summary>Too many requests.</summary>
    public static Fault TooMany(int retryAfterSeconds) =>
        new Status(429, "TooManyRequests", "Too many requests, please try again later.", retryAfterSeconds);

    /// <summary>A revision that is too old, as an HTTP status.</summary>
    public static Fault Gone() => new Status(410, "Expired", "The resourceVersion for the provided watch is too old.");

    /// <summary>A write conflict.</summary>
    public static Fault Conflict() =>
        new Status(409, "Conflict", "the object has been modified; please apply your changes to the latest version and try again");
}
