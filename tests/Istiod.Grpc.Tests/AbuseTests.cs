using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Grpc.Core;
using Grpc.Net.Client;
using Istiod.Protobuf;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Istiod.Grpc.Tests;

/// <summary>What a peer can do to a connection. After each the server still answers, and holds on to little.</summary>
[Collection(nameof(AbuseTests))]
[CollectionDefinition(nameof(AbuseTests), DisableParallelization = true)]
public sealed class AbuseTests : IAsyncLifetime
{
    private const long MaxHeldBytes = 64 << 20;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(120);
    private static readonly Marshaller<byte[]> s_raw = Marshallers.Create(static bytes => bytes, static bytes => bytes);
    private readonly FakeTimeProvider _time = new();
    private readonly X509Certificate2 _certificate;
    private readonly WebApplication _app;
    private Uri _plain = new("http://localhost");
    private Uri _secure = new("http://localhost");
    private int _running;

    public AbuseTests()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        DateTimeOffset now = DateTimeOffset.UtcNow;
        _certificate = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256).CreateSelfSigned(now.AddHours(-1), now.AddHours(1));
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(options =>
        {
            GrpcKestrel.Apply(options, new GrpcServerSettings());
            options.Listen(IPAddress.Loopback, 0, listen => GrpcKestrel.Apply(listen, null));
            options.Listen(IPAddress.Loopback, 0, listen =>
            {
                GrpcKestrel.Apply(listen, null);
                TlsConnections.Use(listen, () => new SslServerAuthenticationOptions { ServerCertificate = _certificate }, _time);
            });
        });
        _app = builder.Build();
        GrpcDispatcher dispatcher = new(
            [
                GrpcMethod.Unary<Struct, Struct>("/test.Echo/Say", static (request, _) => ValueTask.FromResult(request)),
                new GrpcMethod("/test.Echo/Wait", WaitAsync),
            ],
            new GrpcServerSettings { MaxMessageBytes = 1 << 20 },
            _time);
        _app.Run(dispatcher.HandleAsync);
    }

    public async Task InitializeAsync()
    {
        await _app.StartAsync();
        _plain = new Uri(_app.Urls.First());
        _secure = new Uri(_app.Urls.Last());
    }

    public async Task DisposeAsync()
    {
        await _app.StopAsync(new CancellationToken(canceled: true));
        await _app.DisposeAsync();
        _certificate.Dispose();
    }

    [Fact]
    public async Task Streams_HundredThousandOpenedAndReset_OnOneConnection()
    {
        long before = GC.GetTotalMemory(forceFullCollection: true);
        byte[] call = RawConnection.Call("/test.Echo/Wait");
        int opened = 0;
        await using RawConnection connection = await RawConnection.OpenAsync(_plain);
        for (int round = 0; round < 1000; round++)
        {
            for (int i = 0; i < 100; i++)
            {
                int id = (2 * opened++) + 1;
                connection.Add(RawConnection.Headers, RawConnection.EndHeaders, id, call);
                connection.Add(RawConnection.Reset, 0, id, [0, 0, 0, 8]);
            }

            if (!await connection.SendAsync())
            {
                break; // the server has had enough, which is its right
            }
        }

        await AssertAnswersAsync();
        await connection.DisposeAsync();
        await NoneRunsAsync();
        Assert.InRange(opened, 200, 100_000);
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, MaxHeldBytes);
    }

    [Fact]
    public async Task Headers_ThatUnpackToMuch_EndTheStreamOrTheConnection()
    {
        long before = GC.GetTotalMemory(forceFullCollection: true);
        await using RawConnection connection = await RawConnection.OpenAsync(_plain);
        using MemoryStream block = new();
        block.Write(RawConnection.Call("/test.Echo/Say"));

        // a header of 3 KB goes into the table, and is then named 12,000 times by one byte each: 36 MB
        block.Write([0x40, 1, (byte)'x', 0x7f, 0xb9, 0x16]);
        block.Write(Enumerable.Repeat((byte)'y', 127 + 0x39 + (0x16 << 7)).ToArray());
        block.Write(Enumerable.Repeat((byte)0xbe, 12_000).ToArray());
        connection.Add(RawConnection.Headers, RawConnection.EndHeaders | RawConnection.EndStream, 1, block.ToArray());
        await connection.SendAsync();

        await AssertAnswersAsync();
        Assert.Equal(0, connection.Received[RawConnection.Data]);
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, MaxHeldBytes);
    }

    [Fact]
    public async Task Headers_WithoutEnd_EndTheConnection()
    {
        await using RawConnection connection = await RawConnection.OpenAsync(_plain);
        byte[] part = RawConnection.Call("/test.Echo/Say", [.. Enumerable.Range(0, 100).Select(static i => ($"x-{i}", new string('v', 100)))]);
        connection.Add(RawConnection.Headers, 0, 1, part);
        int sent = 0;
        while (await connection.SendAsync() && sent < 100_000)
        {
            connection.Add(RawConnection.Continuation, 0, 1, part.AsSpan(part.Length - 10_000));
            sent++;
        }

        await connection.EndAsync().WaitAsync(s_patience);
        Assert.InRange(sent, 0, 99_999);
        await AssertAnswersAsync();
    }

    [Theory]
    [InlineData(RawConnection.Ping, 8)]
    [InlineData(RawConnection.Settings, 0)]
    [InlineData(RawConnection.Settings, 6)]
    public async Task Frames_ThatWantAnswers_FloodTheConnection(byte type, int length)
    {
        long before = GC.GetTotalMemory(forceFullCollection: true);
        await using RawConnection connection = await RawConnection.OpenAsync(_plain);
        byte[] payload = length == 6 ? [0, 4, 0, 1, 0, 0] : new byte[length];
        for (int round = 0; round < 1000; round++)
        {
            for (int i = 0; i < 100; i++)
            {
                connection.Add(type, 0, 0, payload);
            }

            if (!await connection.SendAsync())
            {
                break;
            }
        }

        await AssertAnswersAsync();
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, MaxHeldBytes);
    }

    [Fact]
    public async Task Body_ThatDoesNotCome_HoldsNothingButItsStream()
    {
        await using RawConnection connection = await RawConnection.OpenAsync(_plain);
        byte[] call = RawConnection.Call("/test.Echo/Say", ("grpc-timeout", "30S"));
        for (int i = 0; i < 5000; i++)
        {
            connection.Add(RawConnection.Headers, RawConnection.EndHeaders, (2 * i) + 1, call);
            connection.Add(RawConnection.Data, 0, (2 * i) + 1, [0, 0, 0, 4, 0, 1]); // one byte of a kilobyte
        }

        Assert.True(await connection.SendAsync());
        await AssertAnswersAsync();
        while (connection.Received[RawConnection.Headers] < 5000)
        {
            _time.Advance(TimeSpan.FromSeconds(30)); // the peer's own limit ends them
            await Task.Yield();
        }
    }

    [Fact]
    public async Task Message_ThatClaimsToBeHuge_IsRefusedBeforeItComes()
    {
        await using RawConnection connection = await RawConnection.OpenAsync(_plain);
        connection.Add(RawConnection.Headers, RawConnection.EndHeaders, 1, RawConnection.Call("/test.Echo/Say"));
        connection.Add(RawConnection.Data, 0, 1, [0, 0x7f, 0xff, 0xff, 0xff, 1, 2, 3]);
        await connection.SendAsync();
        while (connection.Received[RawConnection.Headers] == 0)
        {
            await Task.Yield();
        }

        await AssertAnswersAsync();
    }

    [Fact]
    public async Task Handshake_ThatIsNotBegun_IsCutOffInTheEnd()
    {
        using System.Net.Sockets.TcpClient client = new();
        await client.ConnectAsync(IPAddress.Loopback, _secure.Port);
        byte[] buffer = new byte[1];
        Task<int> end = client.GetStream().ReadAsync(buffer).AsTask();
        while (!end.IsCompleted)
        {
            _time.Advance(TimeSpan.FromSeconds(30));
            await Task.Yield();
        }

        Assert.Equal(0, end.IsFaulted ? 0 : await end); // closed or reset
    }

    private async ValueTask<GrpcStatus> WaitAsync(ServerStream stream)
    {
        Interlocked.Increment(ref _running);
        try
        {
            await Task.Delay(Timeout.Infinite, stream.Cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return GrpcStatus.Ok;
        }
        finally
        {
            Interlocked.Decrement(ref _running);
        }
    }

    private async Task NoneRunsAsync()
    {
        long start = TimeProvider.System.GetTimestamp();
        while (Volatile.Read(ref _running) > 0)
        {
            Assert.True(TimeProvider.System.GetElapsedTime(start) < s_patience, $"{_running} calls still run");
            await Task.Yield();
        }
    }

    private async Task AssertAnswersAsync()
    {
        using GrpcChannel channel = GrpcChannel.ForAddress(_plain);
        byte[] request = new Struct { Fields = { ["a"] = Value.For("b") } }.ToByteArray();
        Method<byte[], byte[]> method = new(MethodType.Unary, "test.Echo", "Say", s_raw, s_raw);
        byte[] answer = await channel.CreateCallInvoker()
            .AsyncUnaryCall(method, null, new CallOptions(deadline: DateTime.UtcNow + s_patience), request);
        Assert.Equal(request, answer);
    }
}
