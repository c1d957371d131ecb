using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Istiod.Security.Certificates;

/// <summary>Decides whether a certificate leads to one of given roots.</summary>
internal static class CertificateChains
{
    private const string ServerAuth = "1.3.6.1.5.5.7.3.1";
    private const string ClientAuth = "1.3.6.1.5.5.7.3.2";

    /// <summary>Looks for a chain; nothing is fetched, no revocation is looked up.</summary>
    /// <param name="certificate">The end.</param>
    /// <param name="others">Intermediates; those that are not needed or broken do not matter.</param>
    /// <param name="roots">What is trusted; an intermediate among them is trusted as it is, as in Go.</param>
    /// <param name="isClient">Which use extended key usages must allow.</param>
    /// <param name="now">Time of the check.</param>
    /// <param name="why">What is wrong, for logs.</param>
    public static bool IsTrusted(
        X509Certificate2 certificate,
        X509Certificate2Collection others,
        X509Certificate2Collection roots,
        bool isClient,
        DateTimeOffset now,
        out string why)
    {
        why = "";
        if (roots.Count == 0)
        {
            why = "there are no roots";
            return false;
        }

        using X509Chain chain = new() { ChainPolicy = Policy(roots, others, isClient, now) };
        try
        {
            chain.Build(certificate);
            return IsGood(chain, roots, out why);
        }
        catch (CryptographicException e)
        {
            why = e.Message;
            return false;
        }
        finally
        {
            foreach (X509ChainElement element in chain.ChainElements)
            {
                element.Certificate.Dispose();
            }
        }
    }

    /// <summary>How chains are looked for.</summary>
    public static X509ChainPolicy Policy(
        X509Certificate2Collection roots, X509Certificate2Collection others, bool isClient, DateTimeOffset now)
    {
        X509ChainPolicy policy = new()
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
            VerificationTime = now.UtcDateTime,
            VerificationTimeIgnored = false,
        };
        policy.CustomTrustStore.AddRange(roots);
        policy.ExtraStore.AddRange(others);
        policy.ApplicationPolicy.Add(new Oid(isClient ? ClientAuth : ServerAuth));
        return policy;
    }

    /// <summary>Whether a chain that was built is good.</summary>
    public static bool IsGood(X509Chain chain, X509Certificate2Collection roots, out string why)
    {
        why = "";
        foreach (X509ChainStatus status in chain.ChainStatus)
        {
            // The platform wants a self-signed end; one that is trusted though not self-signed is good too, as in Go.
            if (status.Status is X509ChainStatusFlags.PartialChain or X509ChainStatusFlags.UntrustedRoot && HoldsAnchor(chain, roots))
            {
                continue;
            }

            if (status.Status != X509ChainStatusFlags.NoError)
            {
                why = status.Status.ToString();
                return false;
            }
        }

        return true;
    }

    /// <summary>Reads the certificates of a PEM text.</summary>
    /// <exception cref="FormatException">One cannot be read.</exception>
    public static X509Certificate2Collection Read(string pem)
    {
        X509Certificate2Collection all = [];
        try
        {
            foreach (byte[] der in PemText.Certificates(pem))
            {
                all.Add(X509CertificateLoader.LoadCertificate(der));
            }
        }
        catch (CryptographicException e)
        {
            throw new FormatException("failed to parse X.509 certificate: " + e.Message, e);
        }

        return all;
    }

    /// <summary>Reads those certificates of a PEM text that can be read.</summary>
    public static X509Certificate2Collection ReadUsable(string pem)
    {
        X509Certificate2Collection all = [];
        foreach (byte[] der in PemText.Certificates(pem))
        {
            try
            {
                all.Add(X509CertificateLoader.LoadCertificate(der));
            }
            catch (CryptographicException)
            {
                // a root that this platform cannot read trusts nobody; the others count (Go's AppendCertsFromPEM does the same)
            }
        }

        return all;
    }

    private static bool HoldsAnchor(X509Chain chain, X509Certificate2Collection roots)
    {
        for (int i = 0; i < chain.ChainElements.Count; i++)
        {
            foreach (X509Certificate2 root in roots)
            {
                if (root.RawDataMemory.Span.SequenceEqual(chain.ChainElements[i].Certificate.RawDataMemory.Span))
                {
                    return true;
                }
            }
        }

        return false;
    }
}
