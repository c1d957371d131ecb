using System.Globalization;
using System.Text.Json.Nodes;

namespace Istiod.Testing.ApiServer.Json;

/// <summary>An answer that is a failure <c>Status</c>; the pipeline's boundary writes it.</summary>
/// <remarks>Codes, reasons and texts: k8s.io/apimachinery api/errors.</remarks>
public sealed class ApiStatusException : Exception
{
    /// <summary>A failure with its HTTP code and the reason's name.</summary>
    public ApiStatusException(int code, string reason, string message)
        : base(message)
    {
        Code = code;
        Reason = reason;
    }

    /// <summary>HTTP status.</summary>
    public int Code { get; }

    /// <summary>Machine-readable reason.</summary>
    public string Reason { get; }

    /// <summary>Value of <c>Retry-After</c>; 0 sends none.</summary>
    public int RetryAfterSeconds { get; init; }

    /// <summary>The status' details, if any.</summary>
    public JsonObject? Details { get; init; }

    /// <summary>A continue token for the rest of a list whose snapshot is gone.</summary>
    public string? Continue { get; init; }

    internal static ApiStatusException BadRequest(string message) => new(400, "BadRequest", message);

    internal static ApiStatusException NotFound(string group, string plural, string name) =>
        new(404, "NotFound", $"{Qualified(group, plural)} \"{name}\" not found") { Details = Naming(group, plural, name) };

    internal static ApiStatusException NoSuchPath() => new(404, "NotFound", "the server could not find the requested resource");

    internal static ApiStatusException AlreadyExists(string group, string plural, string name) =>
        new(409, "AlreadyExists", $"{Qualified(group, plural)} \"{name}\" already exists") { Details = Naming(group, plural, name) };

    internal static ApiStatusException Conflict(string group, string plural, string name, string message) =>
        new(409, "Conflict", $"Operation cannot be fulfilled on {Qualified(group, plural)} \"{name}\": {message}")
        {
            Details = Naming(group, plural, name),
        };

    internal static ApiStatusException Modified(string group, string plural, string name) =>
        Conflict(group, plural, name, "the object has been modified; please apply your changes to the latest version and try again");

    internal static ApiStatusException Forbidden(string message, string group = "", string plural = "", string name = "") =>
        new(403, "Forbidden", message) { Details = plural.Length > 0 ? Naming(group, plural, name) : null };

    internal static ApiStatusException Unauthorized() => new(401, "Unauthorized", "Unauthorized");

    internal static ApiStatusException Invalid(string group, string kind, string name, IReadOnlyList<FieldFault> faults)
    {
        string list = faults.Count == 1
            ? faults[0].ToString()
            : "[" + string.Join(", ", faults.Select(f => f.ToString())) + "]";
        JsonArray causes = [];
        foreach (FieldFault fault in faults)
        {
            causes.Add((JsonNode)new JsonObject { ["reason"] = fault.Reason, ["message"] = fault.Detail, ["field"] = fault.Field });
        }

        JsonObject details = Naming(group, kind, name);
        details["causes"] = causes;
        return new(422, "Invalid", $"{Qualified(group, kind)} \"{name}\" is invalid: {list}") { Details = details };
    }

    internal static ApiStatusException Expired(string message) => new(410, "Expired", message);

    internal static ApiStatusException TooLargeRevision(long asked, long current) =>
        new(504, "Timeout", string.Create(CultureInfo.InvariantCulture, $"Too large resource version: {asked}, current: {current}"))
        {
            RetryAfterSeconds = 1,
            Details = new JsonObject
            {
                ["causes"] = new JsonArray((JsonNode)new JsonObject
                {
                    ["reason"] = "ResourceVersionTooLarge",
                    ["message"] = "Too large resource version",
                }),
                ["retryAfterSeconds"] = 1,
            },
        };

    internal JsonObject ToStatus()
    {
        JsonObject metadata = [];
        if (Continue is not null)
        {
            metadata["continue"] = Continue;
        }

        JsonObject status = new()
        {
            ["kind"] = "Status",
            ["apiVersion"] = "v1",
            ["metadata"] = metadata,
            ["status"] = "Failure",
            ["message"] = Message,
            ["reason"] = Reason,
        };
        if (Details is not null)
        {
            status["details"] = Details.DeepClone();
        }
        else if (RetryAfterSeconds > 0)
        {
            status["details"] = new JsonObject { ["retryAfterSeconds"] = RetryAfterSeconds };
        }

        status["code"] = Code;
        return status;
    }

    private static string Qualified(string group, string plural) => group.Length == 0 ? plural : $"{plural}.{group}";

    private static JsonObject Naming(string group, string plural, string name)
    {
        JsonObject details = new() { ["name"] = name };
        if (group.Length > 0)
        {
            details["group"] = group;
        }

        details["kind"] = plural;
        return details;
    }
}
