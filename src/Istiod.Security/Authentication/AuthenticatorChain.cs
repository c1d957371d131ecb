using System.Text;
using Istiod.Grpc;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Istiod.Security;

/// <summary>Asks authenticators in order; the first that knows the caller decides.</summary>
/// <remarks>
/// A caller that none knows is refused with <c>Unauthenticated</c> and no details. istiod: pkg/security/authentication.go.
/// </remarks>
public sealed class AuthenticatorChain : IPeerAuthenticator
{
    // floods of bad callers must not become floods of log lines
    private const int LinesPerSecond = 10;

    private readonly IReadOnlyList<IAuthenticator> _authenticators;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly Lock _lock = new();
    private long _second;
    private int _lines;
    private long _unlogged;

    /// <summary>A chain.</summary>
    /// <param name="authenticators">In the order they are asked.</param>
    /// <param name="time">For the log's limit.</param>
    /// <param name="log">The scope.</param>
    public AuthenticatorChain(IReadOnlyList<IAuthenticator> authenticators, TimeProvider time, ILogger log)
    {
        _authenticators = authenticators;
        _time = time;
        _log = log;
    }

    /// <summary>Whether callers are asked at all (<c>XDS_AUTH</c>). If not, nobody has an identity.</summary>
    public bool IsOn { get; init; } = true;

    /// <inheritdoc/>
    public async ValueTask<PeerIdentity?> AuthenticateAsync(HttpContext context, CancellationToken cancellation)
    {
        if (!IsOn)
        {
            return null;
        }

        StringBuilder? reasons = null;
        foreach (IAuthenticator authenticator in _authenticators)
        {
            AuthenticationResult result = await authenticator.AuthenticateAsync(context, cancellation);
            if (result.Caller is { } caller)
            {
                return caller;
            }

            reasons ??= new StringBuilder();
            reasons.Append("Authenticator ").Append(authenticator.Name).Append(": ").Append(result.Reason).Append("; ");
        }

        Tell(context, reasons);
        throw new GrpcException(GrpcStatusCode.Unauthenticated, "authentication failure");
    }

    private void Tell(HttpContext context, StringBuilder? reasons)
    {
        if (!_log.IsEnabled(LogLevel.Error))
        {
            return;
        }

        long second = _time.GetUtcNow().ToUnixTimeSeconds();
        long unlogged = 0;
        lock (_lock)
        {
            if (second != _second)
            {
                _second = second;
                _lines = 0;
                (unlogged, _unlogged) = (_unlogged, 0);
            }

            if (++_lines > LinesPerSecond)
            {
                _unlogged++;
                return;
            }
        }

        if (unlogged > 0)
        {
            SecurityLog.MoreNotAuthenticated(_log, unlogged);
        }

        SecurityLog.NotAuthenticated(_log, context.Connection.RemoteIpAddress?.ToString() ?? "", reasons?.ToString() ?? "");
    }
}
