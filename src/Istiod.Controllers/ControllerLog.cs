using Microsoft.Extensions.Logging;

namespace Istiod.Controllers;

/// <summary>What controllers log. Ids 500-549.</summary>
internal static partial class ControllerLog
{
    [LoggerMessage(500, LogLevel.Information, "leader election lock obtained: {Lock}")]
    public static partial void Obtained(ILogger logger, string @lock);

    [LoggerMessage(501, LogLevel.Information, "leader election lock lost: {Lock}")]
    public static partial void Lost(ILogger logger, string @lock);

    [LoggerMessage(502, LogLevel.Warning, "leader election lock {Lock} cannot be read or written: {Why}")]
    public static partial void LockFailed(ILogger logger, string @lock, string why);

    [LoggerMessage(503, LogLevel.Error, "{Controller} failed on {Key}, trying again: {Why}")]
    public static partial void Failed(ILogger logger, string controller, string key, string why);

    [LoggerMessage(504, LogLevel.Information, "Not ready to switch validation to fail-closed: {Why}")]
    public static partial void NotFailClosed(ILogger logger, string why);

    [LoggerMessage(505, LogLevel.Information, "Endpoint successfully rejected invalid config. Switching to fail-close.")]
    public static partial void FailClosed(ILogger logger);
}
