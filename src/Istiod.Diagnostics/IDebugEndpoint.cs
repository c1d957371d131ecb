namespace Istiod.Diagnostics;

/// <summary>One debug page. It reads a revision or a snapshot, never live mutable state, and writes JSON or text.</summary>
public interface IDebugEndpoint
{
    /// <summary>Path with its leading slash, e.g. <c>/debug/syncz</c>; unique.</summary>
    string Path { get; }

    /// <summary>One line for the index at <c>/debug</c>.</summary>
    string Help { get; }

    /// <summary>Names listed at <c>/debug/list</c> beside the path itself, e.g. <c>adsz?push=true</c>.</summary>
    IReadOnlyList<string> Variants => [];

    /// <summary>Whether answering changes something; then requests that a foreign web page may have caused are refused.</summary>
    bool HasEffect(DebugRequest request) => false;

    /// <summary>Answers one request. Called from any thread.</summary>
    void Write(DebugRequest request, DebugWriter writer);
}
