using Microsoft.Extensions.Logging;

namespace Istiod.Security;

/// <summary>Keeps istiod's own certificate issued by its own CA: anew when the CA changes, and before it ends.</summary>
/// <remarks>
/// istiod: pilot/pkg/bootstrap/certcontroller.go:initDNSCertsIstiod, updateRootCertAndGenKeyCert. Differs: there the certificate is
/// only renewed with the CA, and a change of the CA is looked for once a minute; here at once, and at half of the certificate's life.
/// </remarks>
public sealed class AuthorityServing : IDisposable
{
    // the reference asks for the root's own life, which the CA then cuts
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(3650);
    private static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongestTimer = TimeSpan.FromDays(30);

    private readonly CertificateAuthority _authority;
    private readonly ServingCertificate _certificate;
    private readonly TrustBundle _trust;
    private readonly IReadOnlyList<string> _names;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly Lock _lock = new();
    private readonly ITimer _timer;
    private DateTimeOffset _due;

    /// <summary>A keeper; nothing is issued before <see cref="Start"/>.</summary>
    /// <param name="authority">Issues.</param>
    /// <param name="certificate">Gets the certificate.</param>
    /// <param name="trust">Gets the roots and revocation lists, before the certificate.</param>
    /// <param name="names">DNS names.</param>
    /// <param name="time">The clock.</param>
    /// <param name="log">The scope.</param>
    public AuthorityServing(
        CertificateAuthority authority,
        ServingCertificate certificate,
        TrustBundle trust,
        IReadOnlyList<string> names,
        TimeProvider time,
        ILogger log)
    {
        _authority = authority;
        _certificate = certificate;
        _trust = trust;
        _names = names;
        _time = time;
        _log = log;
        _timer = time.CreateTimer(static state => ((AuthorityServing)state!).Check(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Issues the first certificate and follows the CA from now on.</summary>
    /// <exception cref="IssueException">The CA cannot issue.</exception>
    public void Start()
    {
        lock (_lock)
        {
            Renew();
        }

        _authority.Changed += OnAuthorityChanged;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _authority.Changed -= OnAuthorityChanged;
        _timer.Dispose();
    }

    private void OnAuthorityChanged() => RenewOrRetry();

    private void Check()
    {
        if (_time.GetUtcNow() >= _due)
        {
            RenewOrRetry();
        }
        else
        {
            Wait();
        }
    }

    private void RenewOrRetry()
    {
        lock (_lock)
        {
            try
            {
                Renew();
                SecurityLog.ServingReloaded(_log);
            }
            catch (Exception e) when (e is IssueException or FormatException)
            {
                SecurityLog.ServingFailed(_log, e.Message); // what is served stays
                _due = _time.GetUtcNow() + RetryPause;
                Wait();
            }
        }
    }

    private void Renew()
    {
        (string chain, string key, SigningBundle signer) = _authority.IssueServing(_names, Lifetime);

        // clients that know only the new roots are taken before the first of them can come
        _trust.Publish(signer.RootsPem, signer.CrlPem);
        _certificate.Set(chain, key);
        DateTimeOffset now = _time.GetUtcNow();
        TimeSpan left = signer.NotAfter - now < Lifetime ? signer.NotAfter - now : Lifetime;
        _due = now + (left / 2) + RetryPause;
        Wait();
    }

    // timers do not reach as far as certificates live
    private void Wait()
    {
        TimeSpan wait = _due - _time.GetUtcNow();
        _timer.Change(wait < TimeSpan.Zero ? TimeSpan.Zero : wait > LongestTimer ? LongestTimer : wait, Timeout.InfiniteTimeSpan);
    }
}
