using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;

namespace Istiod.Diagnostics.Logging;

/// <summary>
/// The log of the process: scopes, targets, and loggers on top of them. A logger's category is its scope; categories that are no scope
/// (type names) log into the default one, and those of the framework only from warnings on. Thread-safe.
/// </summary>
/// <remarks>istiod: pkg/log (options.go, config.go, scope.go).</remarks>
public sealed class LogSystem : ILoggerFactory, ILoggerProvider
{
    private const string AllScopes = "all";
    private const string BaseLevels = "default:info,grpc:none";

    private readonly Dictionary<string, LogScope> _scopes = new(StringComparer.Ordinal);
    private readonly TimeProvider _time;
    private volatile LogSink _sink;

    /// <summary>A log with all scopes at their base level, writing lines to standard output.</summary>
    public LogSystem(TimeProvider? time = null)
    {
        _time = time ?? TimeProvider.System;
        foreach ((string name, string description) in LogScopeCatalog.All)
        {
            _scopes.Add(name, new LogScope(name, description));
        }

        _scopes["grpc"].OutputLevel = LogSeverity.None;
        _sink = LogSink.StandardOutput();
    }

    /// <summary>All scopes, by name in ordinal order.</summary>
    public IEnumerable<LogScope> Scopes => _scopes.Values;

    /// <summary>Finds a scope.</summary>
    public bool TryGetScope(string name, [NotNullWhen(true)] out LogScope? scope) => _scopes.TryGetValue(name, out scope);

    /// <summary>Applies the flags and opens the targets.</summary>
    /// <returns>What is wrong with them, in the reference's words; <c>null</c> if nothing. Levels before the fault stay applied.</returns>
    public string? Configure(LogOptions options)
    {
        string levels = options.OutputLevel.Length == 0 ? BaseLevels : BaseLevels + "," + options.OutputLevel;
        string? error = Apply(levels, static (scope, level) => scope.OutputLevel = level)
            ?? Apply(options.StackTraceLevel, static (scope, level) => scope.StackTraceLevel = level);
        if (error is not null)
        {
            return error;
        }

        foreach (string name in options.Callers.Split(','))
        {
            ForEach(name, static scope => scope.LogCallers = true);
        }

        LogSink before = _sink;
        _sink = LogSink.Open(options.Targets, options.AsJson, out error) ?? before;
        if (!ReferenceEquals(before, _sink))
        {
            before.Dispose();
        }

        return error;
    }

    /// <summary>Sends lines to a stream instead, for tests; the stream stays the caller's.</summary>
    public void WriteTo(Stream stream, bool asJson) => _sink = LogSink.ForStream(stream, asJson);

    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName)
    {
        if (_scopes.TryGetValue(categoryName, out LogScope? scope))
        {
            return new ScopeLogger(this, scope, categoryName, LogSeverity.Debug);
        }

        bool isFramework = categoryName.StartsWith("Microsoft.", StringComparison.Ordinal)
            || categoryName.StartsWith("System.", StringComparison.Ordinal);
        return new ScopeLogger(this, _scopes[LogScope.DefaultName], categoryName, isFramework ? LogSeverity.Warn : LogSeverity.Debug);
    }

    /// <summary>Not supported: there is one provider, this object.</summary>
    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException("the log has one provider");

    /// <inheritdoc/>
    public void Dispose() => _sink.Dispose();

    internal void Write(in LogEntry entry) => _sink.Write(entry with { Time = _time.GetUtcNow() });

    private string? Apply(string list, Action<LogScope, LogSeverity> set)
    {
        foreach (string item in list.Split(','))
        {
            string[] pieces = item.Split(':');
            if (pieces.Length > 2)
            {
                return $"invalid output level format '{item}'";
            }

            if (!TryParseLevel(pieces[^1], out LogSeverity level))
            {
                return $"invalid output level '{pieces[^1]}'";
            }

            ForEach(pieces.Length == 1 ? LogScope.DefaultName : pieces[0], scope => set(scope, level));
        }

        return null;
    }

    // a scope that this binary does not have is no error: flags outlive releases
    private void ForEach(string name, Action<LogScope> apply)
    {
        foreach (LogScope scope in _scopes.Values)
        {
            if (name == AllScopes || scope.Name == name)
            {
                apply(scope);
            }
        }
    }

    /// <summary>Reads a level's name; lower case only, as the reference.</summary>
    public static bool TryParseLevel(string text, out LogSeverity level)
    {
        level = text switch
        {
            "fatal" => LogSeverity.Fatal,
            "error" => LogSeverity.Error,
            "warn" => LogSeverity.Warn,
            "info" => LogSeverity.Info,
            "debug" => LogSeverity.Debug,
            _ => LogSeverity.None,
        };
        return level != LogSeverity.None || text == "none";
    }
}
