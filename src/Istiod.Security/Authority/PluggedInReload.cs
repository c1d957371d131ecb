using Microsoft.Extensions.Logging;

namespace Istiod.Security;

/// <summary>Takes over a plugged-in CA's files when they change: a new intermediate at once, new roots only by the rules.</summary>
/// <remarks>istiod: pilot/pkg/bootstrap/istio_ca.go:handleEvent; contract/startup.md.</remarks>
public sealed class PluggedInReload
{
    private readonly CertificateAuthority _authority;
    private readonly Func<PluggedInFiles> _look;
    private readonly bool _isMultiRoot;
    private readonly TimeProvider _time;
    private readonly ILogger _log;

    /// <summary>A reloader.</summary>
    /// <param name="authority">Gets the new bundle.</param>
    /// <param name="look">Looks at the directory.</param>
    /// <param name="isMultiRoot"><c>ISTIO_MULTIROOT_MESH</c>.</param>
    /// <param name="time">The clock.</param>
    /// <param name="log">The scope.</param>
    public PluggedInReload(CertificateAuthority authority, Func<PluggedInFiles> look, bool isMultiRoot, TimeProvider time, ILogger log)
    {
        _authority = authority;
        _look = look;
        _isMultiRoot = isMultiRoot;
        _time = time;
        _log = log;
    }

    /// <summary>Called 100 ms after files have changed. What cannot be used is logged and changes nothing.</summary>
    /// <returns>Whether the CA signs with something else now.</returns>
    public bool Reload()
    {
        try
        {
            PluggedInFiles files = _look();
            SigningBundle old = _authority.Bundle;
            if (!PluggedInFiles.MayFollow(old.RootsPem, files.RootsPem, _isMultiRoot))
            {
                SecurityLog.RootsRefused(_log, _isMultiRoot
                    ? "Updating new ROOT-CA not supported"
                    : "Multi root is disabled, updating new ROOT-CA not supported");
                return false;
            }

            SigningBundle bundle = files.Load(_time.GetUtcNow());
            if (IsSame(old, bundle))
            {
                return false;
            }

            _authority.Replace(bundle);
            SecurityLog.CaReloaded(_log);
            return true;
        }
        catch (Exception e) when (e is IOException or FormatException)
        {
            SecurityLog.CaReloadFailed(_log, e.Message);
            return false;
        }
    }

    private static bool IsSame(SigningBundle one, SigningBundle other) =>
        one.CertificatePem == other.CertificatePem && one.ChainPem == other.ChainPem && one.RootsPem == other.RootsPem && one.CrlPem == other.CrlPem;
}
