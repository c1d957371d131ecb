using System.Security.Cryptography.X509Certificates;

namespace Istiod.Security.Certificates;

/// <summary>Intermediates that led from clients to a trusted root.</summary>
/// <remarks>
/// A client that resumes a session shows its own certificate again but not the chain above it (OpenSSL keeps only the former in a
/// ticket). They help to find a path and are trusted by nobody. Bounded: once full, sessions are not to be resumed.
/// </remarks>
internal sealed class IntermediateStore
{
    private const int MaxCount = 64;

    private readonly Lock _lock = new();
    private volatile X509Certificate2Collection _all = [];

    /// <summary>What is known; not changed afterwards.</summary>
    public X509Certificate2Collection All => _all;

    /// <summary>Whether no more are taken.</summary>
    public bool IsFull => _all.Count >= MaxCount;

    /// <summary>Remembers what is between the two ends of a good chain.</summary>
    public void Add(X509Chain chain)
    {
        for (int i = 1; i < chain.ChainElements.Count - 1; i++)
        {
            Add(chain.ChainElements[i].Certificate);
        }
    }

    private static bool Holds(X509Certificate2Collection all, X509Certificate2 certificate)
    {
        foreach (X509Certificate2 held in all)
        {
            if (held.RawDataMemory.Span.SequenceEqual(certificate.RawDataMemory.Span))
            {
                return true;
            }
        }

        return false;
    }

    private void Add(X509Certificate2 certificate)
    {
        if (IsFull || Holds(_all, certificate))
        {
            return;
        }

        lock (_lock)
        {
            if (!IsFull && !Holds(_all, certificate))
            {
                _all = [.. _all, X509CertificateLoader.LoadCertificate(certificate.RawData)];
            }
        }
    }
}
