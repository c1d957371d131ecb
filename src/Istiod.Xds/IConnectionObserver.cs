using Istiod.Resources;

namespace Istiod.Xds;

/// <summary>Hears of proxies that connect and leave; for sources of connected proxies and auto-registration.</summary>
public interface IConnectionObserver
{
    /// <summary>A stream was accepted. Called before its first answer; must not block.</summary>
    void Connected(XdsConnection connection, ProxyNode node);

    /// <summary>The stream asks for secrets for the first time: whoever decides whether it may have any finds it out.</summary>
    /// <returns>Done when that is known, or known to take long. The stream's answers wait for it; never fails.</returns>
    Task SecretsAsked(XdsConnection connection);

    /// <summary>The stream is over. Called once for each <see cref="Connected"/>.</summary>
    void Disconnected(XdsConnection connection);

    /// <summary>The proxy's agent tells whether the workload is healthy (istio.v1.HealthInformation).</summary>
    /// <param name="connection">Whose.</param>
    /// <param name="problem">Text of the failed check; <c>null</c> if it is healthy.</param>
    void HealthReported(XdsConnection connection, string? problem);
}
