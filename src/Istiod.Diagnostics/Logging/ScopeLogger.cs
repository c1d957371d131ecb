using Microsoft.Extensions.Logging;

namespace Istiod.Diagnostics.Logging;

/// <summary>A logger of one category over its scope.</summary>
internal sealed class ScopeLogger(LogSystem system, LogScope scope, string category, LogSeverity mostVerbose) : ILogger
{
    private readonly string _printedScope = scope.Name == LogScope.DefaultName ? "" : scope.Name;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None && IsShown(SeverityOf(logLevel));

    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter)
    {
        LogSeverity severity = SeverityOf(logLevel);
        if (logLevel == LogLevel.None || !IsShown(severity))
        {
            return;
        }

        string message = formatter(state, exception);
        if (exception is not null)
        {
            message = message.Length == 0 ? exception.Message : message + ": " + exception.Message;
        }

        bool wantsStack = exception is not null && scope.StackTraceLevel >= StackThreshold(severity);
        system.Write(new LogEntry(
            default,
            severity,
            _printedScope,
            scope.LogCallers ? Caller(eventId) : "",
            message,
            wantsStack ? exception?.ToString() ?? "" : ""));
    }

    private string Caller(EventId id) => id.Name is { Length: > 0 } name ? category + "/" + name : category;

    private bool IsShown(LogSeverity severity) => severity <= mostVerbose && scope.Shows(severity);

    // istiod: pkg/log/zapcore_handler.go:dumpStack; scopes but the default one only tell errors and fatal ones apart
    private LogSeverity StackThreshold(LogSeverity severity) =>
        _printedScope.Length == 0 || severity == LogSeverity.Fatal ? severity : LogSeverity.Error;

    private static LogSeverity SeverityOf(LogLevel level) => level switch
    {
        LogLevel.Critical => LogSeverity.Fatal,
        LogLevel.Error => LogSeverity.Error,
        LogLevel.Warning => LogSeverity.Warn,
        LogLevel.Information => LogSeverity.Info,
        _ => LogSeverity.Debug,
    };
}
