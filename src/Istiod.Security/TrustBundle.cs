namespace Istiod.Security;

/// <summary>
/// The roots and revocation lists that this control plane hands out: what <c>istio-ca-root-cert</c>, <c>istio-ca-crl</c>, the
/// webhooks' caBundle and the client check on 15012 are made of.
/// </summary>
/// <remarks>
/// One writer at a time; readers see one consistent <see cref="TrustAnchors"/>. An empty value never replaces one that is not
/// empty (istiod: pilot/pkg/keycertbundle/watcher.go:SetAndNotify).
/// </remarks>
public sealed class TrustBundle
{
    private readonly Lock _lock = new();
    private volatile TrustAnchors _current = TrustAnchors.None;

    /// <summary>What holds now.</summary>
    public TrustAnchors Current => _current;

    /// <summary>Raised after each change, on the thread that made it; handlers return at once.</summary>
    public event Action? Changed;

    /// <summary>Replaces what is not empty.</summary>
    /// <returns>Whether anything is different now.</returns>
    public bool Publish(string rootsPem, string crlPem)
    {
        lock (_lock)
        {
            TrustAnchors old = _current;
            string roots = rootsPem.Length > 0 ? rootsPem : old.RootsPem;
            string crl = crlPem.Length > 0 ? crlPem : old.CrlPem;
            if (string.Equals(roots, old.RootsPem, StringComparison.Ordinal) && string.Equals(crl, old.CrlPem, StringComparison.Ordinal))
            {
                return false;
            }

            _current = new TrustAnchors(roots, crl, old.Generation + 1);
        }

        Changed?.Invoke();
        return true;
    }
}
