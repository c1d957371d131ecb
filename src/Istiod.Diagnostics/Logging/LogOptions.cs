namespace Istiod.Diagnostics.Logging;

/// <summary>What the logging flags say; lists are as written on the command line.</summary>
public sealed record LogOptions
{
    /// <summary>Where lines go: <c>stdout</c>, <c>stderr</c> or file paths.</summary>
    public IReadOnlyList<string> Targets { get; init; } = ["stdout"];

    /// <summary>JSON lines instead of tab-separated ones.</summary>
    public bool AsJson { get; init; }

    /// <summary>
    /// <c>scope:level</c> list over the base <c>default:info,grpc:none</c>; a bare level is the default scope's, scope <c>all</c>
    /// is every scope. Unknown scopes are left alone.
    /// </summary>
    public string OutputLevel { get; init; } = "";

    /// <summary><c>scope:level</c> list of stack traces.</summary>
    public string StackTraceLevel { get; init; } = "default:none";

    /// <summary>Scopes whose lines say where they come from; <c>all</c> is every scope.</summary>
    public string Callers { get; init; } = "";
}
