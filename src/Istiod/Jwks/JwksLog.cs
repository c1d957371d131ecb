namespace Istiod.Jwks;

/// <summary>What key fetches log. Ids 190-199.</summary>
internal static partial class JwksLog
{
    [LoggerMessage(190, LogLevel.Warning, "JWKS fetch failed for issuer {Issuer} ({Uri}), tokens of it are refused: {Error}")]
    public static partial void FirstFailed(ILogger logger, string issuer, string uri, string error);

    [LoggerMessage(191, LogLevel.Error, "Failed to refresh JWT public key from {Uri} of issuer {Issuer}: {Error}")]
    public static partial void RefreshFailed(ILogger logger, string issuer, string uri, string error);

    [LoggerMessage(192, LogLevel.Information, "Updated JWT public key of issuer {Issuer} ({Uri})")]
    public static partial void Updated(ILogger logger, string issuer, string uri);

    [LoggerMessage(193, LogLevel.Information, "Removed JWT public key of issuer {Issuer} ({Uri}): not refreshed for a week")]
    public static partial void Expired(ILogger logger, string issuer, string uri);

    [LoggerMessage(194, LogLevel.Warning, "Failed to parse CIDR range {Text}")]
    public static partial void NoRange(ILogger logger, string text);

    [LoggerMessage(195, LogLevel.Warning, "{Count} issuers more than are fetched for: their tokens are refused")]
    public static partial void TooMany(ILogger logger, int count);

    [LoggerMessage(196, LogLevel.Error, "key sets are not followed any more")]
    public static partial void Broke(ILogger logger, Exception bug);
}
