using Microsoft.Extensions.Logging;

namespace Istiod.Kubernetes;

/// <summary>What the client logs. Ids 400-449.</summary>
internal static partial class KubernetesLog
{
    [LoggerMessage(400, LogLevel.Warning, "watch of {What} in cluster {Cluster} failed, trying again: {Why}")]
    public static partial void WatchFailed(ILogger logger, string what, string cluster, string why);

    [LoggerMessage(401, LogLevel.Warning, "an object of cluster {Cluster} cannot be read, its last good state stays: {Finding}")]
    public static partial void Undecodable(ILogger logger, string cluster, string finding);

    [LoggerMessage(402, LogLevel.Information, "cluster {Cluster} knows no {What}: it counts as empty")]
    public static partial void Absent(ILogger logger, string cluster, string what);

    [LoggerMessage(403, LogLevel.Information, "cluster {Cluster} cannot send lists as watches: they are read in pages")]
    public static partial void NoWatchList(ILogger logger, string cluster);

    [LoggerMessage(404, LogLevel.Warning, "CRD {Name} of cluster {Cluster} is not used: {Why}")]
    public static partial void DefinitionRefused(ILogger logger, string name, string cluster, string why);

    [LoggerMessage(405, LogLevel.Error, "watch of {What} in cluster {Cluster} met a bug of ours and begins anew")]
    public static partial void Bug(ILogger logger, string what, string cluster, Exception bug);

    [LoggerMessage(406, LogLevel.Debug, "watch of {What} in cluster {Cluster} is complete: {Count} objects")]
    public static partial void Listed(ILogger logger, string what, string cluster, int count);
}
