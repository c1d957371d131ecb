using Istiod.Security.Certificates;
using Microsoft.Extensions.Logging;

namespace Istiod.Security;

/// <summary>Finds the root of a self-made CA in the key store, or makes it: all replicas come to have the same.</summary>
/// <remarks>
/// <c>istio-ca-secret</c> wins; then, if allowed, <c>cacerts</c>; else one is created, and whoever comes second takes what the first
/// wrote. istiod: security/pkg/pki/ca/ca.go:NewSelfSignedIstioCAOptions.
/// </remarks>
public sealed class SelfSignedRoot
{
    // the reference gives up after 20 minutes and ends
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(20);
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(15);

    private readonly IKeyStore _store;
    private readonly SelfSignedOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _log;

    /// <summary>A root kept in <paramref name="store"/>.</summary>
    public SelfSignedRoot(IKeyStore store, SelfSignedOptions options, TimeProvider time, ILogger log)
    {
        _store = store;
        _options = options;
        _time = time;
        _log = log;
    }

    /// <summary>The Secret in use; known after <see cref="LoadAsync"/>.</summary>
    public string SecretName { get; private set; } = CaSecret.SelfSigned;

    /// <summary>A root without a store, for tests and runs without a cluster: gone with the process.</summary>
    /// <exception cref="FormatException">The key size is too small.</exception>
    public static SigningBundle InMemory(SelfSignedOptions options, TimeProvider time)
    {
        DateTimeOffset now = time.GetUtcNow();
        (string certificate, string key) = SigningBundle.NewRoot(options.Organization, "", options.RsaBits, options.RootLifetime, now);
        return SigningBundle.Verify(certificate, key, "", PemText.Append(certificate, options.MoreRoots()), "", now);
    }

    /// <summary>Reads or makes the root; tries for 20 minutes if the store cannot be reached or holds nonsense.</summary>
    /// <exception cref="IOException">The store could not be reached in that time.</exception>
    /// <exception cref="FormatException">The Secret is there but cannot be used.</exception>
    public async Task<SigningBundle> LoadAsync(CancellationToken cancellation)
    {
        long begin = _time.GetTimestamp();
        TimeSpan pause = ShortestPause;
        while (true)
        {
            try
            {
                if (await TryLoadAsync(cancellation) is { } bundle)
                {
                    return bundle;
                }

                continue; // someone else created it meanwhile: read that
            }
            catch (Exception e) when (e is IOException or FormatException && _time.GetElapsedTime(begin) + pause < Patience)
            {
                SecurityLog.CaRetries(_log, e.Message);
            }

            await Task.Delay(pause, _time, cancellation);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    /// <summary>A bundle of a Secret's certificate and key.</summary>
    /// <exception cref="FormatException">They do not fit.</exception>
    internal SigningBundle BundleOf(StoredSecret secret)
    {
        string certificate = secret.Text(CaSecret.CertificateKey);
        return SigningBundle.Verify(
            certificate,
            secret.Text(CaSecret.PrivateKeyKey),
            "",
            PemText.Append(certificate, _options.MoreRoots()),
            "",
            _time.GetUtcNow());
    }

    private async ValueTask<SigningBundle?> TryLoadAsync(CancellationToken cancellation)
    {
        SecretName = CaSecret.SelfSigned;
        StoredSecret? secret = await _store.ReadAsync(CaSecret.SelfSigned, cancellation);
        if (secret is null && _options.UsesCacerts)
        {
            SecretName = CaSecret.PluggedIn;
            secret = await _store.ReadAsync(CaSecret.PluggedIn, cancellation);
        }

        if (secret is not null)
        {
            SigningBundle found = BundleOf(secret);
            SecurityLog.CaLoaded(_log, SecretName);
            return found;
        }

        SecurityLog.CaCreates(_log, SecretName);
        DateTimeOffset now = _time.GetUtcNow();
        (string certificate, string key) = SigningBundle.NewRoot(_options.Organization, "", _options.RsaBits, _options.RootLifetime, now);
        StoredSecret made = CaSecret.Build(SecretName, certificate, key);
        SigningBundle bundle = BundleOf(made);
        return await _store.TryCreateAsync(made, cancellation) ? bundle : null;
    }
}
