using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Istiod.Server;

/// <summary>Calls the own webhook server over TLS, as the API server will: until it has answered once, and now and then afterwards.</summary>
/// <remarks>
/// The container that this program replaces did so too. <c>/ready</c> waits for the first pass only: what fails later is told, not acted on.
/// An answer of any status counts, as <c>/ready</c> itself says no before. No connection is kept: it would take memory, and prove nothing of a
/// certificate that was renewed.
/// </remarks>
internal sealed class WebhookCheck
{
    /// <summary>Time between checks once one has passed.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan s_firstRetry = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_longestRetry = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(5);
    private readonly IPEndPoint _server;
    private readonly WebhookCheckMetrics _metrics;
    private readonly ILogger _log;
    private readonly TimeProvider _time;

    /// <summary>A check of a server.</summary>
    /// <param name="bound">Where it listens; every interface is asked for at loopback.</param>
    public WebhookCheck(IPEndPoint bound, WebhookCheckMetrics metrics, ILogger log, TimeProvider time)
    {
        _server = new IPEndPoint(
            bound.Address.Equals(IPAddress.Any) || bound.Address.Equals(IPAddress.IPv6Any) ? IPAddress.Loopback : bound.Address, bound.Port);
        _metrics = metrics;
        _log = log;
        _time = time;
    }

    /// <summary>Checks until cancelled.</summary>
    /// <param name="passed">Called after the first pass.</param>
    public async Task RunAsync(Action passed, CancellationToken cancel)
    {
        TimeSpan retry = s_firstRetry;
        bool hasPassed = false;
        string? told = null;
        try
        {
            while (true)
            {
                long start = _time.GetTimestamp();
                string? fault = await CheckAsync(cancel);
                _metrics.Checked(fault is null);
                if (fault is null && (!hasPassed || told is not null))
                {
                    HostLog.WebhookAnswers(_log, _time.GetElapsedTime(start).TotalMilliseconds.ToString("F1", CultureInfo.InvariantCulture));
                }
                else if (fault is not null && fault != told)
                {
                    HostLog.WebhookDoesNotAnswer(_log, _server.ToString(), fault);
                }

                told = fault;
                if (fault is null && !hasPassed)
                {
                    hasPassed = true;
                    passed();
                }

                retry = fault is null ? s_firstRetry : retry * 2 < s_longestRetry ? retry * 2 : s_longestRetry;
                await Task.Delay(fault is null ? Period : retry, _time, cancel);
            }
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // the process ends
        }
    }

    /// <summary>Checks once.</summary>
    /// <returns>What is wrong; <c>null</c> if the server answered.</returns>
    public async Task<string?> CheckAsync(CancellationToken cancel)
    {
        string? certificate = null;
        using CancellationTokenSource limit = new(s_limit, _time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancel);
        try
        {
            using Socket socket = new(_server.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            await socket.ConnectAsync(_server, either.Token);
            await using NetworkStream network = new(socket);
            await using SslStream tls = new(network);
            await tls.AuthenticateAsClientAsync(Options(fault => certificate = fault), either.Token);
            return await AskAsync(tls, either.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return "no answer in time";
        }
        catch (Exception e) when (e is IOException or SocketException or AuthenticationException)
        {
            return certificate ?? e.Message;
        }
    }

    // Who signed the certificate is the API server's business (the webhook's bundle); what is wrong with it for everybody is told.
    private SslClientAuthenticationOptions Options(Action<string> fault) => new()
    {
        TargetHost = "istiod",
        ApplicationProtocols = [SslApplicationProtocol.Http11],
        AllowTlsResume = false,
        CertificateChainPolicy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            VerificationFlags = X509VerificationFlags.AllFlags,
            DisableCertificateDownloads = true,
        },
        RemoteCertificateValidationCallback = (_, certificate, _, _) => IsCurrent(certificate, fault),
    };

    private bool IsCurrent(X509Certificate? certificate, Action<string> fault)
    {
        DateTime now = _time.GetUtcNow().UtcDateTime;
        if (certificate is X509Certificate2 shown && shown.NotBefore.ToUniversalTime() <= now && now <= shown.NotAfter.ToUniversalTime())
        {
            return true;
        }

        fault(certificate is X509Certificate2 other
            ? $"the certificate is good from {other.NotBefore.ToUniversalTime():O} to {other.NotAfter.ToUniversalTime():O} only"
            : "no certificate is shown");
        return false;
    }

    private static async Task<string?> AskAsync(SslStream tls, CancellationToken cancel)
    {
        await tls.WriteAsync("GET /ready HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"u8.ToArray(), cancel);
        byte[] answer = new byte["HTTP/1.1 ".Length];
        int read = await tls.ReadAtLeastAsync(answer, answer.Length, throwOnEndOfStream: false, cancel);
        return answer.AsSpan(0, read).SequenceEqual("HTTP/1.1 "u8) ? null : "the answer is not HTTP";
    }
}
