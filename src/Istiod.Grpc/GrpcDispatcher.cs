using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Istiod.Grpc;

/// <summary>Runs gRPC calls: finds the method by path, authenticates, and ends each call with its status trailers.</summary>
/// <remarks>
/// <see cref="HandleAsync(HttpContext)"/> is a plain request delegate, so that it needs no routing. Errors and limits answer as grpc-go
/// does, which is what clients of the reference see.
/// </remarks>
public sealed class GrpcDispatcher
{
    private readonly Dictionary<string, GrpcMethod> _methods = new(StringComparer.Ordinal);
    private readonly HashSet<string> _services = new(StringComparer.Ordinal);
    private readonly GrpcServerSettings _settings;
    private readonly TimeProvider _time;

    /// <summary>A dispatcher for <paramref name="methods"/>.</summary>
    public GrpcDispatcher(IEnumerable<GrpcMethod> methods, GrpcServerSettings settings, TimeProvider time)
    {
        _settings = settings;
        _time = time;
        foreach (GrpcMethod method in methods)
        {
            _methods.Add(method.Path, method);
            _services.Add(method.Path[1..method.Path.LastIndexOf('/')]);
        }
    }

    /// <summary>Names of the services that have a method here.</summary>
    public IEnumerable<string> Services => _services;

    /// <summary>Whether a request is a gRPC call (for ports that serve HTTP too).</summary>
    public static bool IsGrpc(HttpRequest request) =>
        HttpProtocol.IsHttp2(request.Protocol)
        && request.ContentType is { } type
        && type.StartsWith("application/grpc", StringComparison.OrdinalIgnoreCase);

    /// <summary>Serves one call on a listener without authentication.</summary>
    public Task HandleAsync(HttpContext context) => HandleAsync(context, null);

    /// <summary>Serves one call.</summary>
    /// <param name="context">The call.</param>
    /// <param name="authenticator">Finds out who calls; <c>null</c> on a listener that asks nobody.</param>
    public async Task HandleAsync(HttpContext context, IPeerAuthenticator? authenticator)
    {
        if (!IsGrpc(context.Request))
        {
            context.Response.StatusCode = StatusCodes.Status415UnsupportedMediaType;
            return;
        }

        Http2Buffers.Shrink(context);
        context.Response.ContentType = "application/grpc";
        GrpcStatus status = await RunAsync(context, authenticator);
        if (context.RequestAborted.IsCancellationRequested)
        {
            return;
        }

        IHeaderDictionary end = TrailersOf(context);
        end["grpc-status"] = ((int)status.Code).ToString(CultureInfo.InvariantCulture);
        if (status.Message.Length != 0)
        {
            end["grpc-message"] = GrpcMessageText.Encode(status.Message);
        }

        await context.Response.CompleteAsync();
    }

    // A call that fails before it has begun to answer carries its status in the headers ("trailers only").
    private static IHeaderDictionary TrailersOf(HttpContext context) =>
        context.Response.HasStarted
            ? context.Features.Get<IHttpResponseTrailersFeature>()?.Trailers
                ?? throw new InvalidOperationException("gRPC over a protocol without trailers")
            : context.Response.Headers;

    private async ValueTask<GrpcStatus> RunAsync(HttpContext context, IPeerAuthenticator? authenticator)
    {
        if (!_methods.TryGetValue(context.Request.Path.Value ?? "", out GrpcMethod? method))
        {
            return new GrpcStatus(GrpcStatusCode.Unimplemented, UnknownMethod(context.Request.Path.Value ?? ""));
        }

        string encoding = context.Request.Headers["grpc-encoding"].ToString();
        if (encoding.Length != 0 && !string.Equals(encoding, "identity", StringComparison.Ordinal))
        {
            return new GrpcStatus(
                GrpcStatusCode.Unimplemented, $"grpc: Decompressor is not installed for grpc-encoding \"{encoding}\"");
        }

        using CancellationTokenSource? deadline = Deadline(context);
        CancellationToken cancellation = deadline?.Token ?? CancellationToken.None;
        PeerIdentity? identity = null;
        try
        {
            if (authenticator is not null)
            {
                identity = await (method.Callers ?? authenticator).AuthenticateAsync(context, deadline?.Token ?? context.RequestAborted);
            }
        }
        catch (GrpcException e)
        {
            return method.Refused is null ? e.Status : method.Refused(e.Status);
        }
        catch (OperationCanceledException)
        {
            return Ended(context, deadline);
        }

        try
        {
            return await method.Serve(new ServerStream(context, identity, _settings.MaxMessageBytes, cancellation));
        }
        catch (GrpcException e)
        {
            return e.Status;
        }
        catch (OperationCanceledException)
        {
            return Ended(context, deadline);
        }
        catch (IOException e)
        {
            // The peer went away in the middle of a frame: nobody is left to read the status.
            return new GrpcStatus(GrpcStatusCode.Cancelled, e.Message);
        }
    }

    private static GrpcStatus Ended(HttpContext context, CancellationTokenSource? deadline) =>
        deadline is { IsCancellationRequested: true } && !context.RequestAborted.IsCancellationRequested
            ? new GrpcStatus(GrpcStatusCode.DeadlineExceeded, "context deadline exceeded")
            : new GrpcStatus(GrpcStatusCode.Cancelled, "context canceled");

    private CancellationTokenSource? Deadline(HttpContext context)
    {
        string text = context.Request.Headers["grpc-timeout"].ToString();
        if (!GrpcTimeout.TryParse(text, out TimeSpan timeout))
        {
            return null;
        }

        CancellationTokenSource source = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        ITimer timer = _time.CreateTimer(
            static state => ((CancellationTokenSource)state!).Cancel(), source, timeout, Timeout.InfiniteTimeSpan);
        source.Token.Register(static state => ((ITimer)state!).Dispose(), timer);
        context.Response.RegisterForDispose(timer);
        return source;
    }

    private string UnknownMethod(string path)
    {
        int slash = path.LastIndexOf('/');
        if (slash <= 0)
        {
            return $"malformed method name: \"{path}\"";
        }

        string service = path[1..slash];
        return _services.Contains(service)
            ? $"unknown method {path[(slash + 1)..]} for service {service}"
            : $"unknown service {service}";
    }
}
