using System.Security.Cryptography.X509Certificates;
using Istiod.Diagnostics.Metrics;
using Istiod.Security.Certificates;

namespace Istiod.Security;

/// <summary>Shows when the first root and the intermediate end.</summary>
/// <remarks>istiod: security/pkg/server/ca/server.go:RecordCertsExpiry.</remarks>
public sealed class ExpiryMetrics
{
    private readonly Gauge _root;
    private readonly Gauge _chain;
    private readonly TimeProvider _time;
    private DateTimeOffset? _rootEnd;
    private DateTimeOffset? _chainEnd;

    /// <summary>Defines the metrics; they appear with the first <see cref="Record"/>.</summary>
    public ExpiryMetrics(MetricRegistry registry, TimeProvider time)
    {
        _time = time;
        _root = registry.Gauge(
            "citadel_server_root_cert_expiry_timestamp", "The unix timestamp, in seconds, when the root cert will expire.");
        registry.GaugeCallback(
            "citadel_server_root_cert_expiry_seconds",
            "The time remaining, in seconds, before the root cert will expire. A negative value indicates the cert is expired.",
            () => Left(_rootEnd));
        _chain = registry.Gauge(
            "citadel_server_cert_chain_expiry_timestamp",
            "The unix timestamp, in seconds, when Istio generated cert chain will expire.");
        registry.GaugeCallback(
            "citadel_server_cert_chain_expiry_seconds",
            "The time remaining, in seconds, before the Istio Generated cert chain will expire. A negative value indicates the cert is expired.",
            () => Left(_chainEnd));
    }

    /// <summary>Takes over a CA's or RA's bundle.</summary>
    public void Record(string rootsPem, string chainPem)
    {
        _rootEnd = EndOf(rootsPem) ?? _rootEnd;
        _chainEnd = EndOf(chainPem) ?? _chainEnd;
        if (_rootEnd is { } root)
        {
            _root.Set(root.ToUnixTimeSeconds());
        }

        if (_chainEnd is { } chain)
        {
            _chain.Set(chain.ToUnixTimeSeconds());
        }
    }

    private static DateTimeOffset? EndOf(string pem)
    {
        X509Certificate2Collection all = CertificateChains.ReadUsable(pem);
        return all.Count == 0 ? null : new DateTimeOffset(all[0].NotAfter.ToUniversalTime());
    }

    private double? Left(DateTimeOffset? end) => end is { } time ? (time - _time.GetUtcNow()).TotalSeconds : null;
}
