using Istiod.Diagnostics;

namespace Istiod.Profiling;

/// <summary>One page below <c>/debug/pprof/</c>.</summary>
/// <param name="name">Empty for the index.</param>
/// <param name="write">Answers.</param>
internal sealed class ProfileEndpoint(string name, string help, Action<DebugRequest, DebugWriter> write) : IDebugEndpoint
{
    /// <inheritdoc/>
    public string Path => "/debug/pprof/" + name;

    /// <inheritdoc/>
    public string Help => help;

    /// <summary>What comes behind <c>/debug/pprof/</c>.</summary>
    public string Name => name;

    /// <inheritdoc/>
    public ValueTask WriteAsync(DebugRequest request, DebugWriter writer)
    {
        write(request, writer);
        return ValueTask.CompletedTask;
    }
}
