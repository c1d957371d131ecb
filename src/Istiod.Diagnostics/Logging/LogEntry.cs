namespace Istiod.Diagnostics.Logging;

/// <summary>One message on its way to the sink.</summary>
/// <param name="Time">When it was logged, UTC.</param>
/// <param name="Severity">Its level.</param>
/// <param name="Scope">Printed name; empty for the default scope.</param>
/// <param name="Caller">Where it comes from; empty unless the scope asks for it.</param>
/// <param name="Message">The text, unescaped.</param>
/// <param name="Stack">A stack trace of several lines; empty if none.</param>
internal readonly record struct LogEntry(
    DateTimeOffset Time,
    LogSeverity Severity,
    string Scope,
    string Caller,
    string Message,
    string Stack);
