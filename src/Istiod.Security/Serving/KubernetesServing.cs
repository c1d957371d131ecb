using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Istiod.Security.Certificates;
using Microsoft.Extensions.Logging;

namespace Istiod.Security;

/// <summary>Keeps istiod's own certificate issued by a signer of the Kubernetes CSR API; the roots come from mesh config.</summary>
/// <remarks>
/// istiod: pilot/pkg/bootstrap/certcontroller.go:initDNSCertsK8SRA, RotateDNSCertForK8sCA. Differs: a signer that does not answer is asked
/// again in the background; there istiod does not start.
/// </remarks>
public sealed class KubernetesServing
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongestTimer = TimeSpan.FromDays(30);
    private static readonly TimeSpan RootsPause = TimeSpan.FromMinutes(1);

    private readonly IRequestSigner _signer;
    private readonly string _signerName;
    private readonly IReadOnlyList<string> _names;
    private readonly Func<string> _roots;
    private readonly ServingCertificate _certificate;
    private readonly TrustBundle _trust;
    private readonly TimeSpan _lifetime;
    private readonly TimeProvider _time;
    private readonly ILogger _log;

    /// <summary>A keeper.</summary>
    public KubernetesServing(
        IRequestSigner signer,
        string signerName,
        IReadOnlyList<string> names,
        Func<string> roots,
        ServingCertificate certificate,
        TrustBundle trust,
        TimeSpan lifetime,
        TimeProvider time,
        ILogger log)
    {
        _signer = signer;
        _signerName = signerName;
        _names = names;
        _roots = roots;
        _certificate = certificate;
        _trust = trust;
        _lifetime = lifetime;
        _time = time;
        _log = log;
    }

    /// <summary>Issues and renews until cancelled.</summary>
    public void Start(CancellationToken cancellation) => _ = RunAsync(cancellation);

    private async Task RunAsync(CancellationToken cancellation)
    {
        try
        {
            DateTimeOffset due = default;
            while (true)
            {
                string roots = _roots();
                bool isNewRoot = roots.Length > 0 && _trust.Publish(roots, "");
                if (isNewRoot || _time.GetUtcNow() >= due)
                {
                    due = await RenewAsync(cancellation);
                }

                TimeSpan wait = due - _time.GetUtcNow();
                wait = wait < RootsPause ? wait : RootsPause;
                await Task.Delay(wait > TimeSpan.Zero ? wait : TimeSpan.Zero, _time, cancellation);
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
        }
    }

    private async Task<DateTimeOffset> RenewAsync(CancellationToken cancellation)
    {
        try
        {
            using RSA key = RSA.Create(2048);
            CertificateRequest request = new("", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
            SubjectAlternativeNameBuilder names = new();
            foreach (string name in _names)
            {
                names.AddDnsName(name);
            }

            request.CertificateExtensions.Add(names.Build(critical: true));
            string chain = await _signer.SignAsync(request.CreateSigningRequestPem() + "\n", _signerName, _lifetime, cancellation);
            _certificate.Set(chain, key.ExportRSAPrivateKeyPem());
            SecurityLog.ServingReloaded(_log);
            X509Certificate2Collection all = CertificateChains.Read(chain);
            DateTimeOffset now = _time.GetUtcNow();
            DateTimeOffset end = new(all[0].NotAfter.ToUniversalTime());
            TimeSpan half = (end - new DateTimeOffset(all[0].NotBefore.ToUniversalTime())) / 2;
            TimeSpan wait = end - now - half;
            return now + (wait < Pause ? Pause : wait > LongestTimer ? LongestTimer : wait);
        }
        catch (Exception e) when (e is IOException or FormatException)
        {
            SecurityLog.ServingFailed(_log, e.Message);
            return _time.GetUtcNow() + Pause;
        }
    }
}
