using System.Buffers;
using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Istiod.Diagnostics.Logging;
using Istiod.Diagnostics.Metrics;
using Istiod.Server;
using Microsoft.Extensions.Logging.Abstractions;

namespace Istiod.Tests.Server;

public sealed class WebhookCheckTests
{
    [Theory]
    [InlineData(200)]
    [InlineData(503)] // what /ready says while it waits for this very check
    public async Task Check_OfAServerThatAnswers_Passes(int status)
    {
        using X509Certificate2 certificate = Certificate(DateTimeOffset.UtcNow.AddHours(1));
        await using HttpPort port = await OpenAsync(certificate, status);
        Assert.Null(await Check(port.EndPoint).CheckAsync(CancellationToken.None));
    }

    [Fact]
    public async Task Check_OfAnExpiredCertificate_Fails()
    {
        using X509Certificate2 certificate = Certificate(DateTimeOffset.UtcNow.AddMinutes(-1));
        await using HttpPort port = await OpenAsync(certificate, 200);
        Assert.Contains("the certificate is good from", await Check(port.EndPoint).CheckAsync(CancellationToken.None), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_OfAServerWithoutTls_Fails()
    {
        await using HttpPort port = await OpenAsync(null, 200);
        Assert.NotNull(await Check(port.EndPoint).CheckAsync(CancellationToken.None));
    }

    [Fact]
    public async Task Check_OfNoServer_Fails()
    {
        HttpPort port = await OpenAsync(null, 200);
        await port.CloseAsync(CancellationToken.None);
        await port.DisposeAsync();
        Assert.NotNull(await Check(port.EndPoint).CheckAsync(CancellationToken.None));
    }

    [Fact]
    public async Task Run_UntilTheServerAnswers_TellsOnceAndCounts()
    {
        using X509Certificate2 certificate = Certificate(DateTimeOffset.UtcNow.AddHours(1));
        SslStreamCertificateContext? shown = null; // none yet: handshakes fail
        await using HttpPort port = await WebhookPort.OpenAsync(
            ":0",
            protocols => new SslServerAuthenticationOptions
            {
                ServerCertificateContext = shown ?? throw new System.Security.Authentication.AuthenticationException("cert not initialized"),
                ApplicationProtocols = [.. protocols],
            },
            context => HttpPages.Status(context, 503),
            NullLoggerFactory.Instance,
            TimeProvider.System);
        MetricRegistry registry = new();
        Readiness readiness = new();
        readiness.Hold();
        readiness.MarkReady();
        TaskCompletionSource passed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource failed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using LogSystem log = new();
        using SignalStream lines = new("does not pass its self-check", failed);
        log.WriteTo(lines, asJson: false);
        using CancellationTokenSource stop = new();
        Task run = new WebhookCheck(port.EndPoint, new WebhookCheckMetrics(registry), log.CreateLogger("default"), TimeProvider.System).RunAsync(
            () =>
            {
                readiness.Release();
                passed.TrySetResult();
            },
            stop.Token);

        await failed.Task.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.True(readiness.IsReady);
        Assert.False(readiness.IsTold);
        Volatile.Write(ref shown, SslStreamCertificateContext.Create(certificate, null, offline: true));
        await passed.Task.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.True(readiness.IsTold);
        await stop.CancelAsync();
        await run;
        ArrayBufferWriter<byte> text = new();
        registry.WriteTo(text);
        Assert.Contains("istiod_webhook_self_checks_total{result=\"passed\"} 1\n", Encoding.UTF8.GetString(text.WrittenSpan), StringComparison.Ordinal);
        Assert.Contains("istiod_webhook_self_checks_total{result=\"failed\"} ", Encoding.UTF8.GetString(text.WrittenSpan), StringComparison.Ordinal);
        Assert.Equal(1, lines.Count("the webhook server answers over TLS"));
        Assert.True(lines.Count("does not pass its self-check") >= 1);
    }

    [Fact]
    public void Readiness_WithoutAWebhookServer_IsToldAtOnce()
    {
        Readiness readiness = new();
        Assert.False(readiness.IsTold);
        readiness.MarkReady();
        Assert.True(readiness.IsTold);
    }

    private static WebhookCheck Check(IPEndPoint server) =>
        new(server, new WebhookCheckMetrics(new MetricRegistry()), NullLogger.Instance, TimeProvider.System);

    private static Task<HttpPort> OpenAsync(X509Certificate2? certificate, int status) => WebhookPort.OpenAsync(
        "127.0.0.1:0",
        certificate is null ? null : protocols => new SslServerAuthenticationOptions { ServerCertificate = certificate, ApplicationProtocols = [.. protocols] },
        context => HttpPages.Status(context, status),
        NullLoggerFactory.Instance,
        TimeProvider.System);

    private static X509Certificate2 Certificate(DateTimeOffset end)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new("CN=istiod", key, HashAlgorithmName.SHA256);
        using X509Certificate2 made = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), end);
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
    }

    private sealed class SignalStream(string text, TaskCompletionSource seen) : MemoryStream
    {
        private readonly Lock _lock = new();

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            lock (_lock)
            {
                base.Write(buffer);
            }

            if (Encoding.UTF8.GetString(buffer).Contains(text, StringComparison.Ordinal))
            {
                seen.TrySetResult();
            }
        }

        public int Count(string what)
        {
            lock (_lock)
            {
                return Encoding.UTF8.GetString(ToArray()).Split(what).Length - 1;
            }
        }
    }
}
