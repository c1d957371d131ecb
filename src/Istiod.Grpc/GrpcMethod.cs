using Istiod.Protobuf;

namespace Istiod.Grpc;

/// <summary>One method of a service: its path and what serves it.</summary>
public sealed class GrpcMethod
{
    /// <summary>A method that reads and writes messages as it likes.</summary>
    /// <param name="path"><c>/package.Service/Method</c>.</param>
    /// <param name="serve">Runs the call; its result is the status. It may throw <see cref="GrpcException"/>.</param>
    public GrpcMethod(string path, Func<ServerStream, ValueTask<GrpcStatus>> serve)
    {
        Path = path;
        Serve = serve;
    }

    /// <summary><c>/package.Service/Method</c>.</summary>
    public string Path { get; }

    /// <summary>Runs one call.</summary>
    public Func<ServerStream, ValueTask<GrpcStatus>> Serve { get; }

    /// <summary>Told of a caller that is not known, with the status meant for it; gives the status it gets. <c>null</c>: that one.</summary>
    public Func<GrpcStatus, GrpcStatus>? Refused { get; init; }

    /// <summary>Who may call, where that is not as the listener says; asked only where the listener asks. <c>null</c>: as it says.</summary>
    public IPeerAuthenticator? Callers { get; init; }

    /// <summary>A method with one request and one answer.</summary>
    /// <param name="path"><c>/package.Service/Method</c>.</param>
    /// <param name="answer">Gives the answer, or throws <see cref="GrpcException"/>.</param>
    /// <param name="refused">See <see cref="Refused"/>.</param>
    /// <param name="callers">See <see cref="Callers"/>.</param>
    public static GrpcMethod Unary<TRequest, TAnswer>(
        string path,
        Func<TRequest, ServerStream, ValueTask<TAnswer>> answer,
        Func<GrpcStatus, GrpcStatus>? refused = null,
        IPeerAuthenticator? callers = null)
        where TRequest : class, IProtoMessage<TRequest>
        where TAnswer : class, IProtoMessage<TAnswer> =>
        new(path, async stream =>
        {
            TRequest request = await stream.ReadOnlyMessageAsync<TRequest>();
            TAnswer message = await answer(request, stream);
            await stream.WriteMessageAsync(message);
            return GrpcStatus.Ok;
        })
        {
            Refused = refused,
            Callers = callers,
        };
}
