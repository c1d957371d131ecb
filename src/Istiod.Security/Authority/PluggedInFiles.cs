using Istiod.Security.Certificates;

namespace Istiod.Security;

/// <summary>The directory of a plugged-in CA: which of the two naming schemes it has, whether it is whole, what it says.</summary>
/// <remarks>istiod: pilot/pkg/bootstrap/istio_ca.go:detectSigningCABundleAndCRL, checkCABundleCompleteness.</remarks>
public sealed class PluggedInFiles
{
    private readonly Func<string, string?> _read;
    private readonly string _certificate;
    private readonly string _key;
    private readonly string _roots;
    private readonly string[] _chain;
    private readonly string _crl;

    /// <summary>Looks at a directory as it is now.</summary>
    /// <param name="read">Text of a file of the directory; <c>null</c> if it does not exist; throws <see cref="IOException"/> if it exists but cannot be read.</param>
    /// <param name="usesCrl">Whether ca-crl.pem counts (<c>PILOT_ENABLE_CA_CRL</c>).</param>
    /// <exception cref="IOException">The directory cannot be looked at.</exception>
    public PluggedInFiles(Func<string, string?> read, bool usesCrl)
    {
        _read = read;
        if (read("tls.crt") is not null)
        {
            // a kubernetes.io/tls Secret; its own certificate is the first of the chain
            _certificate = "tls.crt";
            _key = "tls.key";
            _roots = "ca.crt";
            _chain = ["tls.crt", "ca.crt"];
            _crl = "";
        }
        else
        {
            _certificate = CaSecret.CertificateKey;
            _key = CaSecret.PrivateKeyKey;
            _roots = CaSecret.RootsKey;
            _chain = [CaSecret.ChainKey];
            _crl = usesCrl && read(CaSecret.CrlKey) is not null ? CaSecret.CrlKey : "";
        }

        bool hasKey = read(_key) is not null;
        bool hasCertificate = read(_certificate) is not null;
        bool hasRoots = read(_roots) is not null;
        bool hasChain = Array.Exists(_chain, file => read(file) is not null);
        IsWhole = hasKey && hasCertificate && hasRoots && hasChain;
        IsPart = !IsWhole && (hasKey || hasCertificate || hasRoots || hasChain);
        IsGenerated = IsWhole && read(CaSecret.GeneratedMark) is not null;
    }

    /// <summary>Whether all needed files are there.</summary>
    public bool IsWhole { get; }

    /// <summary>Whether some but not all are there: then istiod must not start.</summary>
    public bool IsPart { get; }

    /// <summary>Whether the files are a self-made CA's Secret, mounted.</summary>
    public bool IsGenerated { get; }

    /// <summary>Text of the root file; empty if it is not there.</summary>
    public string RootsPem => _read(_roots) ?? "";

    /// <summary>Reads and checks the bundle.</summary>
    /// <exception cref="IOException">A file is not there or cannot be read.</exception>
    /// <exception cref="FormatException">The files do not fit, or the certificate is no CA's.</exception>
    public SigningBundle Load(DateTimeOffset now)
    {
        string chain = "";
        foreach (string file in _chain)
        {
            chain += Need(file);
        }

        SigningBundle bundle = SigningBundle.Verify(
            Need(_certificate), Need(_key), chain, Need(_roots), _crl.Length > 0 ? Need(_crl) : "", now);
        return bundle.IsAuthority
            ? bundle
            : throw new FormatException("certificate is not authorized to sign other certificates");
    }

    /// <summary>Whether roots may be replaced by others while istiod runs.</summary>
    /// <param name="isMultiRoot"><c>ISTIO_MULTIROOT_MESH</c>.</param>
    /// <returns>True if they are the same, or several roots are allowed and one set holds all of the other.</returns>
    /// <remarks>istiod: pilot/pkg/bootstrap/istio_ca.go:handleEvent.</remarks>
    public static bool MayFollow(string oldRootsPem, string newRootsPem, bool isMultiRoot)
    {
        if (string.Equals(oldRootsPem, newRootsPem, StringComparison.Ordinal))
        {
            return true;
        }

        HashSet<string> old = Set(oldRootsPem);
        HashSet<string> next = Set(newRootsPem);
        return isMultiRoot && old.Count > 0 && next.Count > 0 && (old.IsSubsetOf(next) || next.IsSubsetOf(old));
    }

    private static HashSet<string> Set(string pem)
    {
        HashSet<string> set = new(StringComparer.Ordinal);
        foreach (byte[] der in PemText.Certificates(pem))
        {
            set.Add(Convert.ToBase64String(der));
        }

        return set;
    }

    private string Need(string file) => _read(file) ?? throw new IOException($"open {file}: no such file or directory");
}
