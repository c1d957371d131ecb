namespace Istiod.Xds;

/// <summary>Answers requests of debug types (<c>istio.io/debug</c> and what begins so), which are no resources of a view.</summary>
/// <remarks>Whoever knows the mesh implements it; the server only carries questions and answers.</remarks>
public interface IDebugSource
{
    /// <summary>Answers one request, once; nothing is watched. Called while the stream waits for it.</summary>
    /// <param name="query">What was asked, and by whom.</param>
    /// <param name="cancellation">The stream's end.</param>
    /// <returns>What goes into the response; an empty one is sent too.</returns>
    /// <exception cref="Grpc.GrpcException">The stream ends with this status: who asks may not, or the request is wrong.</exception>
    ValueTask<DebugAnswer> AnswerAsync(DebugQuery query, CancellationToken cancellation);
}
