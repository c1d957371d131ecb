namespace Istiod.Server;

/// <summary>Whether this control plane may get traffic. Once ready it stays ready, also while it stops.</summary>
/// <remarks>istiod: bootstrap/server.go:initReadinessProbes.</remarks>
internal sealed class Readiness
{
    private volatile bool _isReady;

    /// <summary>Whether the first complete state is served.</summary>
    public bool IsReady => _isReady;

    /// <summary>Called once the first revision holds everything the sources had.</summary>
    public void MarkReady() => _isReady = true;
}
