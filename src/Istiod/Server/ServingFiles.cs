using Istiod.Options;
using Istiod.Security;

namespace Istiod.Server;

/// <summary>istiod's own certificate from files: those that flags name, or those that istio-csr mounts.</summary>
/// <remarks>istiod: pilot/pkg/bootstrap/server.go:hasCustomTLSCerts, certcontroller.go:initFileCertificateWatches. The roots follow too.</remarks>
internal sealed class ServingFiles : IDisposable
{
    private const string Directory = "./var/run/secrets/istiod/";

    private readonly string _certificate;
    private readonly string _key;
    private readonly string _roots;
    private readonly List<DirectoryWatch> _watches = [];

    /// <summary>The certificate (leaf first), its key and the roots, each in a file.</summary>
    public ServingFiles(string certificate, string key, string roots)
    {
        _certificate = certificate;
        _key = key;
        _roots = roots;
    }

    /// <summary>Which files there are.</summary>
    /// <returns><c>null</c> if no set of three is complete.</returns>
    public static ServingFiles? Find(DiscoveryOptions options)
    {
        if (options.TlsCertFile.Length > 0 && options.TlsKeyFile.Length > 0 && options.CaCertFile.Length > 0)
        {
            return new ServingFiles(options.TlsCertFile, options.TlsKeyFile, options.CaCertFile);
        }

        string certificate = Directory + "tls/tls.crt";
        string key = Directory + "tls/tls.key";
        foreach (string roots in (ReadOnlySpan<string>)[Directory + "ca/root-cert.pem", Directory + "tls/ca.crt"])
        {
            if (File.Exists(certificate) && File.Exists(key) && File.Exists(roots))
            {
                return new ServingFiles(certificate, key, roots);
            }
        }

        return null;
    }

    /// <summary>Reads the files and follows them. Files that cannot be used are logged: istiod starts without a certificate.</summary>
    public void Start(ServingCertificate serving, TrustBundle trust, TimeProvider time, ILogger log)
    {
        Load(serving, trust, log);
        HashSet<string> directories = new(StringComparer.Ordinal);
        foreach (string file in (ReadOnlySpan<string>)[_certificate, _key, _roots])
        {
            string directory = Path.GetDirectoryName(Path.GetFullPath(file)) ?? "/";
            if (directories.Add(directory))
            {
                try
                {
                    _watches.Add(new DirectoryWatch(directory, () => Load(serving, trust, log), time));
                }
                catch (IOException e)
                {
                    SecurityHostLog.ServingFilesFailed(log, e.Message);
                }
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (DirectoryWatch watch in _watches)
        {
            watch.Dispose();
        }
    }

    private void Load(ServingCertificate serving, TrustBundle trust, ILogger log)
    {
        try
        {
            string chain = Need(_certificate);
            string key = Need(_key);
            trust.Publish(Need(_roots), "");
            if (chain != serving.ChainPem)
            {
                serving.Set(chain, key);
            }
        }
        catch (Exception e) when (e is IOException or FormatException)
        {
            SecurityHostLog.ServingFilesFailed(log, e.Message);
        }
    }

    private static string Need(string file) =>
        HostFiles.Text(file) ?? throw new IOException($"open {file}: no such file or directory");
}
