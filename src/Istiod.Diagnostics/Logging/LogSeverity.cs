namespace Istiod.Diagnostics.Logging;

/// <summary>Levels of a scope, in the reference's order: a scope shows what is at or below its level.</summary>
public enum LogSeverity
{
    /// <summary>Shows nothing.</summary>
    None,

    /// <summary>The process cannot go on.</summary>
    Fatal,

    /// <summary>Something failed.</summary>
    Error,

    /// <summary>Something is odd; work goes on.</summary>
    Warn,

    /// <summary>What an operator wants to see by default.</summary>
    Info,

    /// <summary>What a developer wants to see.</summary>
    Debug,
}
