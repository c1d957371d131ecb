using System.Text;
using System.Text.Json;
using Istiod.Diagnostics.Logging;
using Microsoft.Extensions.Logging;

namespace Istiod.Diagnostics.Tests.Logging;

public sealed partial class LogSystemTests : IDisposable
{
    private readonly MemoryStream _output = new();
    private readonly LogSystem _log = new(new FixedTime());

    public LogSystemTests() => _log.WriteTo(_output, asJson: false);

    public void Dispose()
    {
        _log.Dispose();
        _output.Dispose();
    }

    [Fact]
    public void Line_OfAScope_HasTimeLevelScopeMessage()
    {
        Hello(_log.CreateLogger("ads"), "world");
        Assert.Equal("2026-11-23T01:16:56.811260Z\tinfo\tads\thello world\n", Output());
    }

    [Fact]
    public void Line_OfTheDefaultScope_HasNoScope()
    {
        Hello(_log.CreateLogger("Istiod.Some.Type"), "world");
        Assert.Equal("2026-11-23T01:16:56.811260Z\tinfo\thello world\n", Output());
    }

    [Fact]
    public void Line_ControlCharacters_CannotForgeALine()
    {
        Hello(_log.CreateLogger("ads"), "a\n2026-11-23T01:16:56.811260Z\terror\tca\tgone\r\u001b[2J\u2028");
        string text = Output();
        Assert.Single(text, c => c == '\n');
        Assert.Equal(3, text.Count(c => c == '\t'));
        Assert.Contains(@"hello a\n2026-11-23T01:16:56.811260Z\terror\tca\tgone\r\u001b[2J\u2028", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Line_Exception_EndsTheMessageWithoutAStack()
    {
        Failed(_log.CreateLogger("kube"), new InvalidOperationException("boom"));
        Assert.Equal("2026-11-23T01:16:56.811260Z\terror\tkube\tfailed to list: boom\n", Output());
    }

    [Fact]
    public void Line_StackTraceLevel_AddsTheStack()
    {
        Assert.Null(_log.Configure(new LogOptions { StackTraceLevel = "kube:error" }));
        _log.WriteTo(_output, asJson: false);
        Failed(_log.CreateLogger("kube"), new InvalidOperationException("boom"));
        Assert.Contains("\nSystem.InvalidOperationException: boom\n", Output(), StringComparison.Ordinal);
    }

    [Fact]
    public void Json_Line_IsOneObject()
    {
        _log.WriteTo(_output, asJson: true);
        Hello(_log.CreateLogger("ads"), "\"w\"\nx");
        using JsonDocument document = JsonDocument.Parse(Output());
        Assert.Equal(
            ["level", "time", "scope", "msg"],
            document.RootElement.EnumerateObject().Select(p => p.Name));
        Assert.Equal("hello \"w\"\nx", document.RootElement.GetProperty("msg").GetString());
        Assert.Equal("info", document.RootElement.GetProperty("level").GetString());
        Assert.Single(Output(), c => c == '\n');
    }

    [Theory]
    [InlineData("debug", "default", LogSeverity.Debug)]
    [InlineData("debug", "ads", LogSeverity.Info)]
    [InlineData("default:info", "default", LogSeverity.Info)]
    [InlineData("ads:none", "ads", LogSeverity.None)]
    [InlineData("all:error", "wle", LogSeverity.Error)]
    [InlineData("all:error,ads:debug", "ads", LogSeverity.Debug)]
    [InlineData("grpc:info", "grpc", LogSeverity.Info)]
    [InlineData("", "grpc", LogSeverity.None)]
    [InlineData("nosuchscope:debug", "default", LogSeverity.Info)]
    public void OutputLevel_List_SetsScopes(string list, string scope, LogSeverity expected)
    {
        Assert.Null(_log.Configure(new LogOptions { OutputLevel = list }));
        Assert.True(_log.TryGetScope(scope, out LogScope? found));
        Assert.Equal(expected, found.OutputLevel);
    }

    [Theory]
    [InlineData("ads:loud", "invalid output level 'loud'")]
    [InlineData("INFO", "invalid output level 'INFO'")]
    [InlineData("a:b:c", "invalid output level format 'a:b:c'")]
    [InlineData("ads:info,", "invalid output level ''")]
    public void OutputLevel_Wrong_IsTold(string list, string error) =>
        Assert.Equal(error, _log.Configure(new LogOptions { OutputLevel = list }));

    [Fact]
    public void Callers_OfAScope_NameTheEvent()
    {
        Assert.Null(_log.Configure(new LogOptions { Callers = "ads" }));
        _log.WriteTo(_output, asJson: false);
        Hello(_log.CreateLogger("ads"), "world");
        Assert.Equal("2026-11-23T01:16:56.811260Z\tinfo\tads\tads/Hello\thello world\n", Output());
    }

    [Fact]
    public void Logger_BelowTheLevel_IsSilent()
    {
        Assert.True(_log.TryGetScope("ads", out LogScope? ads));
        ILogger logger = _log.CreateLogger("ads");
        ads.OutputLevel = LogSeverity.Warn;
        Assert.False(logger.IsEnabled(LogLevel.Information));
        Hello(logger, "world");
        Assert.Equal("", Output());
    }

    [Fact]
    public void Logger_OfTheFramework_ShowsWarningsOnly()
    {
        ILogger logger = _log.CreateLogger("Microsoft.AspNetCore.Server.Kestrel");
        Assert.False(logger.IsEnabled(LogLevel.Information));
        Assert.True(logger.IsEnabled(LogLevel.Warning));
    }

    [Fact]
    public void Target_File_IsAppendedTo()
    {
        string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            File.WriteAllText(path, "before\n");
            Assert.Null(_log.Configure(new LogOptions { Targets = [path] }));
            Hello(_log.CreateLogger("ads"), "world");
            Assert.Equal("before\n2026-11-23T01:16:56.811260Z\tinfo\tads\thello world\n", File.ReadAllText(path));
        }
        finally
        {
            _log.WriteTo(_output, asJson: false);
            File.Delete(path);
        }
    }

    [Fact]
    public void Target_ThatCannotBeOpened_IsTold() =>
        Assert.StartsWith("open /nosuch/dir/log: ", _log.Configure(new LogOptions { Targets = ["/nosuch/dir/log"] }), StringComparison.Ordinal);

    private string Output() => Encoding.UTF8.GetString(_output.ToArray());

    [LoggerMessage(1, LogLevel.Information, "hello {Who}")]
    private static partial void Hello(ILogger logger, string who);

    [LoggerMessage(2, LogLevel.Error, "failed to list")]
    private static partial void Failed(ILogger logger, Exception exception);

    private sealed class FixedTime : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new DateTimeOffset(2026, 11, 23, 1, 16, 56, TimeSpan.Zero).AddTicks(8112604);
    }
}
