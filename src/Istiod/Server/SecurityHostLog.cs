namespace Istiod.Server;

/// <summary>What the host logs of certificates. Ids 150-169.</summary>
internal static partial class SecurityHostLog
{
    [LoggerMessage(150, LogLevel.Information, "Use local CA certificate")]
    public static partial void UsesLocalCa(ILogger logger);

    [LoggerMessage(151, LogLevel.Warning, "Use local self-signed CA certificate for testing. Will use in-memory root CA, no K8S access and no ca key file")]
    public static partial void UsesMemoryCa(ILogger logger);

    [LoggerMessage(152, LogLevel.Information, "Discover server subject alt names: [{Names}]")]
    public static partial void ServingNames(ILogger logger, string names);

    [LoggerMessage(153, LogLevel.Warning, "PILOT_CERT_PROVIDER={Provider} is not implemented")]
    public static partial void ProviderUnknown(ILogger logger, string provider);

    [LoggerMessage(154, LogLevel.Error, "Setting keyCertBundle failed: {Error}")]
    public static partial void ServingFilesFailed(ILogger logger, string error);

    [LoggerMessage(155, LogLevel.Warning, "JWT_POLICY is first-party-jwt: tokens that are meant for the API server are taken as proof of identity")]
    public static partial void TakesFirstPartyTokens(ILogger logger);

    [LoggerMessage(156, LogLevel.Information, "starting secure gRPC discovery service at {Address}")]
    public static partial void SecureStarted(ILogger logger, string address);

    [LoggerMessage(157, LogLevel.Warning, "The secure discovery service is disabled")]
    public static partial void SecureDisabled(ILogger logger);

    [LoggerMessage(158, LogLevel.Information, "{Name} Secret found in config cluster, using its CA")]
    public static partial void UsesRemoteCa(ILogger logger, string name);

    [LoggerMessage(159, LogLevel.Information, "Using out-of-cluster JWT authentication by {Issuer}")]
    public static partial void OutOfCluster(ILogger logger, string issuer);

    [LoggerMessage(160, LogLevel.Information, "K8S token doesn't support OIDC, using only in-cluster auth: {Error}")]
    public static partial void NoOutOfCluster(ILogger logger, string error);
}
