using System.Net;
using Grpc.Core;
using Grpc.Net.Client;
using Istiod.Protobuf;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Istiod.Grpc.Tests;

/// <summary>Calls over real sockets, by an independent client.</summary>
public sealed class GrpcDispatcherTests : IAsyncLifetime, IPeerAuthenticator
{
    private static readonly Marshaller<byte[]> Raw = Marshallers.Create(static bytes => bytes, static bytes => bytes);
    private readonly WebApplication _app;
    private GrpcChannel? _channel;
    private volatile bool _isShrunk;

    public GrpcDispatcherTests()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(options =>
        {
            GrpcKestrel.Apply(options, new GrpcServerSettings());
            options.Listen(IPAddress.Loopback, 0, listen => GrpcKestrel.Apply(listen, null));
        });
        _app = builder.Build();
        GrpcDispatcher dispatcher = new(
            [
                GrpcMethod.Unary<Struct, Struct>("/test.Echo/Say", static (request, _) => ValueTask.FromResult(request)),
                GrpcMethod.Unary<Struct, Struct>(
                    "/test.Echo/Fail",
                    static (_, _) => throw new GrpcException(GrpcStatusCode.PermissionDenied, "nein, größer 100%")),
                GrpcMethod.Unary<Struct, Struct>(
                    "/test.Echo/Long", static (_, _) => throw new GrpcException(GrpcStatusCode.Aborted, new string('x', 5000))),
                new GrpcMethod("/test.Echo/Wait", WaitAsync),
            ],
            new GrpcServerSettings { MaxMessageBytes = 1000 },
            TimeProvider.System);
        _app.Run(async context =>
        {
            await dispatcher.HandleAsync(context, context.Request.Headers.ContainsKey("token") ? this : null);
            _isShrunk = Http2Buffers.Shrink(context);
        });
    }

    public async Task InitializeAsync()
    {
        await _app.StartAsync();
        _channel = GrpcChannel.ForAddress(_app.Urls.First());
    }

    public async Task DisposeAsync()
    {
        _channel?.Dispose();
        await _app.DisposeAsync();
    }

    public ValueTask<PeerIdentity?> AuthenticateAsync(HttpContext context, CancellationToken cancellation) =>
        context.Request.Headers["token"] == "good"
            ? ValueTask.FromResult<PeerIdentity?>(new PeerIdentity(["me"], "token"))
            : throw new GrpcException(GrpcStatusCode.Unauthenticated, "who are you");

    [Fact]
    public async Task Unary_Message_IsAnswered()
    {
        Struct request = new() { Fields = { ["a"] = Value.For("b") } };
        Assert.Equal(request, Struct.Parse(await CallAsync("Say", request.ToByteArray())));
    }

    [Fact]
    public async Task HeaderBuffer_IsSmall_WithThisKestrel_AndLongHeadersStillFit()
    {
        await CallAsync("Say", []);
        Status status = await FailAsync("Long", []);

        Assert.True(_isShrunk);
        Assert.Equal(new string('x', 5000), status.Detail);
    }

    [Fact]
    public async Task Unary_Exception_BecomesItsStatus()
    {
        Status status = await FailAsync("Fail", []);
        Assert.Equal((StatusCode.PermissionDenied, "nein, größer 100%"), (status.StatusCode, status.Detail));
    }

    [Theory]
    [InlineData("test.Echo", "Nothing", "unknown method Nothing for service test.Echo")]
    [InlineData("test.Other", "Say", "unknown service test.Other")]
    public async Task Call_UnknownMethod_IsUnimplemented(string service, string method, string message)
    {
        Status status = await FailAsync(method, [], service: service);
        Assert.Equal((StatusCode.Unimplemented, message), (status.StatusCode, status.Detail));
    }

    [Fact]
    public async Task Call_MessageTooLarge_IsResourceExhausted() =>
        Assert.Equal(StatusCode.ResourceExhausted, (await FailAsync("Say", new byte[1001])).StatusCode);

    [Fact]
    public async Task Call_BrokenMessage_IsInternal() =>
        Assert.Equal(StatusCode.Internal, (await FailAsync("Say", [0xff, 0xff])).StatusCode);

    [Fact]
    public async Task Call_Gzip_IsUnimplemented()
    {
        Status status = await FailAsync("Say", [], new Metadata { { "grpc-internal-encoding-request", "gzip" } });
        Assert.Equal(StatusCode.Unimplemented, status.StatusCode);
        Assert.Equal("grpc: Decompressor is not installed for grpc-encoding \"gzip\"", status.Detail);
    }

    [Theory]
    [InlineData("good", StatusCode.OK)]
    [InlineData("bad", StatusCode.Unauthenticated)]
    public async Task Call_WithAuthenticator_NeedsIdentity(string token, StatusCode code)
    {
        Status status = await StatusAsync("Say", [], new Metadata { { "token", token } });
        Assert.Equal(code, status.StatusCode);
    }

    [Fact]
    public async Task Call_DeadlinePassed_IsDeadlineExceeded()
    {
        Status status = await StatusAsync("Wait", [], deadline: DateTime.UtcNow.AddMilliseconds(200));
        Assert.Equal(StatusCode.DeadlineExceeded, status.StatusCode);
    }

    [Fact]
    public async Task Request_NotGrpc_IsUnsupported()
    {
        using HttpClient http = new() { DefaultRequestVersion = HttpVersion.Version20, DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact };
        using HttpResponseMessage response = await http.GetAsync(new Uri(_app.Urls.First()));
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, response.StatusCode);
    }

    private static async ValueTask<GrpcStatus> WaitAsync(ServerStream stream)
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, stream.Cancellation);
        return GrpcStatus.Ok;
    }

    private async Task<Status> FailAsync(string method, byte[] request, Metadata? headers = null, string service = "test.Echo")
    {
        Status status = await StatusAsync(method, request, headers, service: service);
        Assert.NotEqual(StatusCode.OK, status.StatusCode);
        return status;
    }

    private async Task<Status> StatusAsync(
        string method, byte[] request, Metadata? headers = null, DateTime? deadline = null, string service = "test.Echo")
    {
        try
        {
            await CallAsync(method, request, headers, deadline, service);
            return Status.DefaultSuccess;
        }
        catch (RpcException e)
        {
            return e.Status;
        }
    }

    private async Task<byte[]> CallAsync(
        string method, byte[] request, Metadata? headers = null, DateTime? deadline = null, string service = "test.Echo")
    {
        Method<byte[], byte[]> named = new(MethodType.Unary, service, method, Raw, Raw);
        CallInvoker invoker = _channel!.CreateCallInvoker(); // set before each test
        return await invoker.AsyncUnaryCall(named, null, new CallOptions(headers, deadline), request);
    }
}
