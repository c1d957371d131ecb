using Microsoft.Extensions.Logging;

namespace Istiod.Security;

/// <summary>What this assembly logs. Ids 1000-1099.</summary>
internal static partial class SecurityLog
{
    [LoggerMessage(1000, LogLevel.Warning, "the CA's secret cannot be used yet, trying again: {Error}")]
    public static partial void CaRetries(ILogger logger, string error);

    [LoggerMessage(1001, LogLevel.Information, "Load signing key and cert from existing secret {Name}")]
    public static partial void CaLoaded(ILogger logger, string name);

    [LoggerMessage(1002, LogLevel.Information, "CASecret {Name} not found, will create one")]
    public static partial void CaCreates(ILogger logger, string name);

    [LoggerMessage(1003, LogLevel.Information, "root certificate in {Name} is renewed")]
    public static partial void RootRotated(ILogger logger, string name);

    [LoggerMessage(1004, LogLevel.Warning, "root certificate in {Name} was renewed elsewhere, taking it over")]
    public static partial void RootTakenOver(ILogger logger, string name);

    [LoggerMessage(1005, LogLevel.Error, "the root's check failed: {Error}")]
    public static partial void RotationFailed(ILogger logger, string error);

    [LoggerMessage(1006, LogLevel.Warning, "{Reason}")]
    public static partial void RootsRefused(ILogger logger, string reason);

    [LoggerMessage(1007, LogLevel.Information, "Istiod has detected the newly added intermediate CA and updated its key and certs accordingly")]
    public static partial void CaReloaded(ILogger logger);

    [LoggerMessage(1008, LogLevel.Error, "Failed to update new Plug-in CA certs: {Error}")]
    public static partial void CaReloadFailed(ILogger logger, string error);

    [LoggerMessage(1010, LogLevel.Error, "Failed to authenticate client from {Peer}: {Reasons}")]
    public static partial void NotAuthenticated(ILogger logger, string peer, string reasons);

    [LoggerMessage(1011, LogLevel.Warning, "{Count} more clients failed to authenticate")]
    public static partial void MoreNotAuthenticated(ILogger logger, long count);

    [LoggerMessage(1012, LogLevel.Warning, "impersonation failed for identity {Identity}, error: {Error}")]
    public static partial void ImpersonationRefused(ILogger logger, string identity, string error);

    [LoggerMessage(1013, LogLevel.Error, "CSR signing error: {Error}")]
    public static partial void SigningFailed(ILogger logger, string error);

    [LoggerMessage(1014, LogLevel.Information, "Could not verify certificate: {Error}")]
    public static partial void ClientCertificateRefused(ILogger logger, string error);

    [LoggerMessage(1020, LogLevel.Information, "Istiod certificates are reloaded")]
    public static partial void ServingReloaded(ILogger logger);

    [LoggerMessage(1021, LogLevel.Error, "failed generating istiod key cert: {Error}")]
    public static partial void ServingFailed(ILogger logger, string error);
}
