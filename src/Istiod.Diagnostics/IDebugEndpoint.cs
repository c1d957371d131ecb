namespace Istiod.Diagnostics;

/// <summary>One debug page. It reads a revision or a snapshot, never live mutable state, and writes JSON or text.</summary>
public interface IDebugEndpoint
{
    /// <summary>Path with its leading slash, e.g. <c>/debug/syncz</c>; unique.</summary>
    string Path { get; }

    /// <summary>One line for the index at <c>/debug</c>.</summary>
    string Help { get; }

    /// <summary>Forms listed beside the path itself: the query, e.g. <c>push=true</c>, and a line of help.</summary>
    IReadOnlyList<(string Query, string Help)> Variants => [];

    /// <summary>Whether answering changes something; then requests that a foreign web page may have caused are refused.</summary>
    bool HasEffect(DebugRequest request) => false;

    /// <summary>Answers one request. Called from any thread. Long answers flush the writer now and then.</summary>
    /// <exception cref="OperationCanceledException">The caller went away, or took too long.</exception>
    ValueTask WriteAsync(DebugRequest request, DebugWriter writer);
}
