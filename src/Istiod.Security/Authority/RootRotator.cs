using Istiod.Security.Certificates;
using Microsoft.Extensions.Logging;

namespace Istiod.Security;

/// <summary>Renews the root of a self-made CA before it ends, keeping its key, and takes over what other replicas renewed.</summary>
/// <remarks>
/// As the key and the name stay, certificates signed under the old root are good under the new one and the reverse. istiod:
/// security/pkg/pki/ca/selfsignedcarootcertrotator.go.
/// </remarks>
public sealed class RootRotator
{
    private readonly CertificateAuthority _authority;
    private readonly SelfSignedRoot _root;
    private readonly IKeyStore _store;
    private readonly SelfSignedOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _log;

    /// <summary>A rotator for <paramref name="authority"/>.</summary>
    public RootRotator(
        CertificateAuthority authority, SelfSignedRoot root, IKeyStore store, SelfSignedOptions options, TimeProvider time, ILogger log)
    {
        _authority = authority;
        _root = root;
        _store = store;
        _options = options;
        _time = time;
        _log = log;
    }

    /// <summary>Checks at each interval until cancelled.</summary>
    /// <param name="random">From 0 to below 1: which part of an interval the first check waits besides.</param>
    /// <param name="cancellation">The end.</param>
    public async Task RunAsync(double random, CancellationToken cancellation)
    {
        if (_options.CheckInterval <= TimeSpan.Zero)
        {
            return;
        }

        try
        {
            if (_options.HasJitter)
            {
                await Task.Delay(_options.CheckInterval * random, _time, cancellation);
            }

            while (true)
            {
                await Task.Delay(_options.CheckInterval, _time, cancellation);
                try
                {
                    await CheckAsync(cancellation);
                }
                catch (Exception e) when (e is IOException or FormatException)
                {
                    SecurityLog.RotationFailed(_log, e.Message); // the next check is a new chance
                }
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
        }
    }

    /// <summary>One check.</summary>
    /// <returns>Whether the CA signs with another root now.</returns>
    /// <exception cref="IOException">The store cannot be reached.</exception>
    /// <exception cref="FormatException">The Secret cannot be used.</exception>
    public async ValueTask<bool> CheckAsync(CancellationToken cancellation)
    {
        StoredSecret secret = await _store.ReadAsync(_root.SecretName, cancellation)
            ?? throw new IOException($"secret {_root.SecretName} is not there");
        string certificate = secret.Text(CaSecret.CertificateKey);
        if (!IsDue(certificate))
        {
            return TakeOver(secret, certificate);
        }

        string organization = SigningBundle.OrganizationOf(certificate);
        DateTimeOffset now = _time.GetUtcNow();
        (string renewed, string key) = SigningBundle.NewRoot(
            organization.Length > 0 ? organization : _options.Organization,
            secret.Text(CaSecret.PrivateKeyKey),
            _options.RsaBits,
            _options.RootLifetime,
            now);
        StoredSecret next = CaSecret.WithCertificate(secret, renewed, key);
        SigningBundle bundle = _root.BundleOf(next); // checked before it is written: nothing to roll back
        if (!await _store.TryUpdateAsync(next, cancellation))
        {
            // another replica was first: what it wrote is taken over
            StoredSecret? theirs = await _store.ReadAsync(_root.SecretName, cancellation);
            return theirs is not null && TakeOver(theirs, theirs.Text(CaSecret.CertificateKey));
        }

        _authority.Replace(bundle);
        SecurityLog.RootRotated(_log, _root.SecretName);
        return true;
    }

    private bool TakeOver(StoredSecret secret, string certificate)
    {
        if (string.Equals(certificate, _authority.Bundle.CertificatePem, StringComparison.Ordinal))
        {
            return false;
        }

        _authority.Replace(_root.BundleOf(secret));
        SecurityLog.RootTakenOver(_log, _root.SecretName);
        return true;
    }

    private bool IsDue(string certificatePem)
    {
        using var certificate = CertificateChains.Read(certificatePem) is { Count: > 0 } all
            ? all[0]
            : throw new FormatException($"secret {_root.SecretName} holds no certificate");
        DateTimeOffset begin = new(certificate.NotBefore.ToUniversalTime());
        DateTimeOffset end = new(certificate.NotAfter.ToUniversalTime());
        TimeSpan left = end - _time.GetUtcNow();
        return left < TimeSpan.Zero || left - ((end - begin) * (_options.GracePercent / 100.0)) < TimeSpan.Zero;
    }
}
