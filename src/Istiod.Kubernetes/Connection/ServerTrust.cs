using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Istiod.Kubernetes.Connection;

/// <summary>Checks the API server's certificate against CAs that may be replaced, and shows ours, which may too. Thread-safe.</summary>
internal sealed class ServerTrust(ClusterConfig config, TimeProvider time) : IDisposable
{
    private readonly Lock _lock = new();
    private ReadOnlyMemory<byte> _authoritiesText;
    private X509Certificate2Collection _authorities = [];
    private ReadOnlyMemory<byte> _certificateText;
    private X509Certificate2? _certificate;

    /// <summary>Options of one connection; certificates are looked at when it is made.</summary>
    public SslClientAuthenticationOptions NewOptions()
    {
        SslClientAuthenticationOptions options = new()
        {
            CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
            RemoteCertificateValidationCallback = Check,
        };
        if (config.ServerName.Length > 0)
        {
            options.TargetHost = config.ServerName;
        }

        if (config.ClientCertificate is not null && config.ClientKey is not null)
        {
            options.LocalCertificateSelectionCallback = (_, _, _, _, _) => ClientCertificate();
        }

        return options;
    }

    public void Dispose()
    {
        foreach (X509Certificate2 authority in _authorities)
        {
            authority.Dispose();
        }

        _certificate?.Dispose();
    }

    private bool Check(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (config.SkipsVerification)
        {
            return true;
        }

        if (certificate is not X509Certificate2 leaf || (errors & ~SslPolicyErrors.RemoteCertificateChainErrors) != 0)
        {
            return false; // no certificate, or of another name
        }

        if (config.Authorities is null)
        {
            return errors == SslPolicyErrors.None;
        }

        X509Certificate2Collection authorities = Authorities(config.Authorities);
        if (IsSignedBelow(leaf, chain, authorities))
        {
            return true;
        }

        // Of several CAs of one name, as while roots are rotated, OpenSSL looks at one only.
        foreach (X509Certificate2 authority in authorities)
        {
            if (authorities.Count > 1 && IsSignedBelow(leaf, chain, [authority]))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsSignedBelow(X509Certificate2 leaf, X509Chain? chain, X509Certificate2Collection authorities)
    {
        using X509Chain own = new();
        own.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        own.ChainPolicy.CustomTrustStore.AddRange(authorities);
        own.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        own.ChainPolicy.DisableCertificateDownloads = true;
        own.ChainPolicy.ApplicationPolicy.Add(new Oid("1.3.6.1.5.5.7.3.1")); // serverAuth
        if (chain is not null)
        {
            foreach (X509ChainElement element in chain.ChainElements)
            {
                own.ChainPolicy.ExtraStore.Add(element.Certificate);
            }
        }

        return own.Build(leaf);
    }

    private X509Certificate2Collection Authorities(Credential source)
    {
        ReadOnlyMemory<byte> text = source.Read(time);
        lock (_lock)
        {
            if (!text.Equals(_authoritiesText))
            {
                X509Certificate2Collection read = [];
                try
                {
                    read.ImportFromPem(Encoding.UTF8.GetString(text.Span));
                    _authorities = read; // the old ones may be in use by a handshake: the collector takes them
                }
                catch (CryptographicException) when (_authorities.Count > 0)
                {
                    // A file that is being written: the last CAs stay.
                }

                _authoritiesText = text;
            }

            return _authorities;
        }
    }

    private X509Certificate2 ClientCertificate()
    {
        // Only called if both are there; callers checked.
        ReadOnlyMemory<byte> text = config.ClientCertificate!.Read(time);
        lock (_lock)
        {
            if (_certificate is null || !text.Equals(_certificateText))
            {
                string key = Encoding.UTF8.GetString(config.ClientKey!.Read(time, isRefused: true).Span);
                _certificate = X509Certificate2.CreateFromPem(Encoding.UTF8.GetString(text.Span), key);
                _certificateText = text;
            }

            return _certificate;
        }
    }
}
