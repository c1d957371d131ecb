namespace Istiod.Server;

/// <summary>Whether this control plane may get traffic. Once ready it stays ready, also while it stops.</summary>
/// <remarks>istiod: bootstrap/server.go:initReadinessProbes.</remarks>
internal sealed class Readiness
{
    private volatile bool _isReady;
    private volatile bool _isHeld;

    /// <summary>Whether the first complete state is served: streams are taken.</summary>
    public bool IsReady => _isReady;

    /// <summary>Whether <c>/ready</c> says so: the webhook server has also answered once, where there is one.</summary>
    public bool IsTold => _isReady && !_isHeld;

    /// <summary>Called once the first revision holds everything the sources had.</summary>
    public void MarkReady() => _isReady = true;

    /// <summary>There will be a webhook server: <c>/ready</c> waits for <see cref="Release"/>. Called before <see cref="MarkReady"/>.</summary>
    public void Hold() => _isHeld = true;

    /// <summary>The webhook server has answered.</summary>
    public void Release() => _isHeld = false;
}
