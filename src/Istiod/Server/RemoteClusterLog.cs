namespace Istiod.Server;

/// <summary>What is logged about other clusters. Ids 180-189.</summary>
internal static partial class RemoteClusterLog
{
    [LoggerMessage(180, LogLevel.Information, "adding cluster {Cluster} from secret {Secret}")]
    public static partial void Added(ILogger logger, string cluster, string secret);

    [LoggerMessage(181, LogLevel.Information, "cluster {Cluster} of secret {Secret} is removed")]
    public static partial void Removed(ILogger logger, string cluster, string secret);

    [LoggerMessage(182, LogLevel.Information, "cluster {Cluster} is read")]
    public static partial void Synced(ILogger logger, string cluster);

    [LoggerMessage(183, LogLevel.Warning, "cluster {Cluster} is not read after {Seconds} s, going on without it until it is")]
    public static partial void Late(ILogger logger, string cluster, double seconds);

    [LoggerMessage(184, LogLevel.Information, "cluster {Cluster} of secret {Secret} is ignored: it is the own one")]
    public static partial void Own(ILogger logger, string cluster, string secret);

    [LoggerMessage(185, LogLevel.Warning, "cluster {Cluster} of secret {Secret} is ignored: secret {First} has it already")]
    public static partial void Twice(ILogger logger, string cluster, string secret, string first);

    [LoggerMessage(186, LogLevel.Error, "cluster {Cluster} of secret {Secret} is left out: {Why}")]
    public static partial void Wrong(ILogger logger, string cluster, string secret, string why);

    [LoggerMessage(187, LogLevel.Error, "cluster {Cluster} is left out: there are too many")]
    public static partial void TooMany(ILogger logger, string cluster);
}
