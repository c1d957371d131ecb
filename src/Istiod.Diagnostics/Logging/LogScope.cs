namespace Istiod.Diagnostics.Logging;

/// <summary>A named part of the log with its own levels, which may change at run time. Thread-safe.</summary>
public sealed class LogScope
{
    /// <summary>Name of the scope of everything that has no other; it is not printed.</summary>
    public const string DefaultName = "default";

    private volatile int _outputLevel = (int)LogSeverity.Info;
    private volatile int _stackTraceLevel = (int)LogSeverity.None;
    private volatile bool _logCallers;

    internal LogScope(string name, string description)
    {
        Name = name;
        Description = description;
    }

    /// <summary>The name used in flags and printed in lines.</summary>
    public string Name { get; }

    /// <summary>One line for people.</summary>
    public string Description { get; }

    /// <summary>What is shown: this level and more severe ones.</summary>
    public LogSeverity OutputLevel
    {
        get => (LogSeverity)_outputLevel;
        set => _outputLevel = (int)value;
    }

    /// <summary>At which level and more severe ones stack traces are added.</summary>
    public LogSeverity StackTraceLevel
    {
        get => (LogSeverity)_stackTraceLevel;
        set => _stackTraceLevel = (int)value;
    }

    /// <summary>Whether lines carry where they come from (category and event name here: native code has no file and line).</summary>
    public bool LogCallers
    {
        get => _logCallers;
        set => _logCallers = value;
    }

    /// <summary>Whether a message of this level is shown now.</summary>
    public bool Shows(LogSeverity severity) => _outputLevel >= (int)severity;
}
