namespace Istiod.Server;

/// <summary>What the host logs. Ids 100-199.</summary>
internal static partial class HostLog
{
    [LoggerMessage(100, LogLevel.Information, "FLAG: --{Name}=\"{Value}\"")]
    public static partial void Flag(ILogger logger, string name, string value);

    [LoggerMessage(101, LogLevel.Warning, "{Warning}")]
    public static partial void VariableWarning(ILogger logger, string warning);

    [LoggerMessage(102, LogLevel.Warning, "environment variables that are set but not supported yet, and ignored: {Names}")]
    public static partial void VariablesNotSupported(ILogger logger, string names);

    [LoggerMessage(103, LogLevel.Information, "environment variables that are set and have no effect: {Names}")]
    public static partial void VariablesWithoutEffect(ILogger logger, string names);

    [LoggerMessage(104, LogLevel.Information, "starting HTTP service at {Address}")]
    public static partial void HttpStarted(ILogger logger, string address);

    [LoggerMessage(105, LogLevel.Information, "starting monitoring service at {Address}")]
    public static partial void MonitoringStarted(ILogger logger, string address);

    [LoggerMessage(106, LogLevel.Information, "starting gRPC discovery service at {Address}")]
    public static partial void GrpcStarted(ILogger logger, string address);

    [LoggerMessage(107, LogLevel.Information, "All caches have been synced up in {Elapsed}, marking server ready")]
    public static partial void Ready(ILogger logger, string elapsed);

    [LoggerMessage(108, LogLevel.Information, "received signal {Signal}, stopping")]
    public static partial void Stopping(ILogger logger, string signal);

    [LoggerMessage(109, LogLevel.Information, "stopped")]
    public static partial void Stopped(ILogger logger);

    [LoggerMessage(110, LogLevel.Error, "{Error}")]
    public static partial void Failed(ILogger logger, string error);

    [LoggerMessage(111, LogLevel.Warning, "{Finding}")]
    public static partial void Finding(ILogger logger, string finding);

    [LoggerMessage(112, LogLevel.Warning, "not supported yet, and not started: {What}")]
    public static partial void NotSupported(ILogger logger, string what);

    [LoggerMessage(113, LogLevel.Error, "a turn failed for one key: {Error}")]
    public static partial void TurnFailed(ILogger logger, string error);

    [LoggerMessage(114, LogLevel.Error, "the file watch ended")]
    public static partial void WatchFailed(ILogger logger, Exception fault);

    [LoggerMessage(117, LogLevel.Information, "Skipping sidecar injector, template not found or disabled")]
    public static partial void InjectorSkipped(ILogger logger);

    [LoggerMessage(118, LogLevel.Error, "injection config is not taken: {Fault}")]
    public static partial void InjectorUpdateFailed(ILogger logger, string fault);

    [LoggerMessage(119, LogLevel.Information, "starting webhook service at {Address}")]
    public static partial void WebhooksStarted(ILogger logger, string address);

    [LoggerMessage(116, LogLevel.Information, "waiting for the first list of: {What}")]
    public static partial void Waiting(ILogger logger, string what);

    [LoggerMessage(120, LogLevel.Error, "controller {Name} met a bug of ours and begins anew")]
    public static partial void ControllerBroke(ILogger logger, string name, Exception bug);

    [LoggerMessage(121, LogLevel.Warning, "it cannot be found out whether {Account} may read secrets: {Why}")]
    public static partial void ReviewFailed(ILogger logger, string account, string why);

    [LoggerMessage(115, LogLevel.Error, "a turn broke off")]
    public static partial void TurnBroke(ILogger logger, Exception bug);

    [LoggerMessage(122, LogLevel.Information, "ControlZ available at {Address}")]
    public static partial void ControlZStarted(ILogger logger, string address);

    [LoggerMessage(123, LogLevel.Error, "Unable to start ControlZ: {Why}")]
    public static partial void ControlZFailed(ILogger logger, string why);

    [LoggerMessage(124, LogLevel.Information, "received signal {Signal}, which means nothing")]
    public static partial void SignalIgnored(ILogger logger, string signal);

    [LoggerMessage(125, LogLevel.Information, "the webhook server answers over TLS, in {Milliseconds} ms")]
    public static partial void WebhookAnswers(ILogger logger, string milliseconds);

    [LoggerMessage(126, LogLevel.Warning, "the webhook server at {Address} does not pass its self-check: {Why}")]
    public static partial void WebhookDoesNotAnswer(ILogger logger, string address, string why);
}
