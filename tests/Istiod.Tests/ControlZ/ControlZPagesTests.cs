using System.Net;
using System.Text.Json;
using Istiod.Diagnostics.Logging;

namespace Istiod.Tests.ControlZ;

/// <summary>Each row of port 9876 of the contract: status, content type, shape.</summary>
public sealed class ControlZPagesTests
{
    private const string Text = "text/plain; charset=utf-8";
    private const string Html = "text/html; charset=utf-8";

    [Theory]
    [InlineData("GET", "/", 200, Html)]
    [InlineData("GET", "/homej", 200, Text)]
    [InlineData("GET", "/homej/", 200, Text)]
    [InlineData("GET", "/scopez/", 200, Html)]
    [InlineData("GET", "/scopez", 200, Html)]
    [InlineData("GET", "/scopez/whatever", 200, Html)]
    [InlineData("POST", "/scopez/", 200, Html)]
    [InlineData("GET", "/scopej/", 200, Text)]
    [InlineData("GET", "/scopej/ads", 200, Text)]
    [InlineData("GET", "/scopej/nosuch", 400, Text)]
    [InlineData("GET", "/memz/", 200, Html)]
    [InlineData("POST", "/memz/", 200, Html)]
    [InlineData("GET", "/memj/", 200, Text)]
    [InlineData("GET", "/envz/", 200, Html)]
    [InlineData("GET", "/envj/", 200, Text)]
    [InlineData("GET", "/procz/", 200, Html)]
    [InlineData("GET", "/procj/", 200, Text)]
    [InlineData("GET", "/argz/", 200, Html)]
    [InlineData("GET", "/argj/", 404, Html)]
    [InlineData("GET", "/versionz/", 200, Html)]
    [InlineData("GET", "/versionj/", 200, Text)]
    [InlineData("GET", "/signalz/", 200, Html)]
    [InlineData("GET", "/css/ctrlz.css", 200, "text/css; charset=utf-8")]
    [InlineData("GET", "/js/ctrlz.js", 200, "application/javascript")]
    [InlineData("GET", "/img/mark.svg", 200, "image/svg+xml; charset=utf-8")]
    [InlineData("GET", "/manifest.json", 200, Text)]
    [InlineData("GET", "/favicons/favicon.ico", 404, Html)]
    [InlineData("GET", "/nosuch", 404, Html)]
    [InlineData("GET", "/memz/nosuch", 404, Html)]
    [InlineData("GET", "/scopej/a/b", 404, Html)]
    [InlineData("GET", "/homej/exit", 404, Html)] // another method's
    [InlineData("GET", "/memj/forcecollection", 404, Html)]
    [InlineData("GET", "/signalj/SIGUSR1", 404, Html)]
    [InlineData("PUT", "/memj/forcecollection", 202, null)]
    [InlineData("PUT", "/nosuch", 405, null)]
    [InlineData("POST", "/memj/", 405, null)]
    [InlineData("POST", "/homej/exit", 405, null)]
    [InlineData("PUT", "/signalj/SIGKILL", 405, null)]
    [InlineData("HEAD", "/memj/", 405, null)]
    public async Task Page_OfTheContract_HasStatusAndType(string method, string path, int status, string? contentType)
    {
        await using ControlZTestPort port = await ControlZTestPort.OpenAsync();
        using HttpResponseMessage answer = await port.SendAsync(method, path);
        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal(contentType, answer.Content.Headers.ContentType?.ToString());
        if (status == 200)
        {
            Assert.NotEqual(0, answer.Content.Headers.ContentLength);
        }
    }

    [Theory]
    [InlineData("/memz", "/memz/")]
    [InlineData("/memj", "/memj/")]
    [InlineData("/scopej?x=1", "/scopej/?x=1")]
    [InlineData("/scopej/ads/", "/scopej/ads")]
    [InlineData("//memz/../envj/", "/envj/")]
    public async Task Page_PathThatIsNotItsOwn_IsRedirected(string path, string to)
    {
        await using ControlZTestPort port = await ControlZTestPort.OpenAsync();
        byte[] answer = await RawRequest.SendAsync(port.Client.BaseAddress!, $"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        string text = System.Text.Encoding.ASCII.GetString(answer);
        Assert.StartsWith("HTTP/1.1 301 ", text, StringComparison.Ordinal);
        Assert.Contains($"\r\nLocation: {to}\r\n", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/homej", "ProcessName,HeapSize,NumGC,CurrentTime,Hostname,IP")]
    [InlineData("/scopej/ads", "name,description,output_level,stack_trace_level,log_callers")]
    [InlineData("/procj/", "egid,euid,gid,groups,pid,ppid,uid,wd,hostname,tempdir,threads,goroutines")]
    [InlineData("/versionj/", "version,revision,golang_version,status,tag")]
    [InlineData("/memj/", "Alloc,TotalAlloc,Sys,Lookups,Mallocs,Frees,HeapAlloc,HeapSys,HeapIdle,HeapInuse,HeapReleased,HeapObjects,StackInuse,StackSys,"
        + "MSpanInuse,MSpanSys,MCacheInuse,MCacheSys,BuckHashSys,GCSys,OtherSys,NextGC,LastGC,PauseTotalNs,PauseNs,PauseEnd,NumGC,NumForcedGC,"
        + "GCCPUFraction,EnableGC,DebugGC,BySize")]
    public async Task Json_OfTheContract_HasTheRecordedKeysInOrder(string path, string keys)
    {
        await using ControlZTestPort port = await ControlZTestPort.OpenAsync();
        string body = await port.Client.GetStringAsync(new Uri(path, UriKind.Relative));
        Assert.EndsWith("}\n", body, StringComparison.Ordinal);
        using JsonDocument json = JsonDocument.Parse(body);
        Assert.Equal(keys, string.Join(',', json.RootElement.EnumerateObject().Select(p => p.Name)));
    }

    [Fact]
    public async Task ProcJson_Tells_ThisProcess()
    {
        await using ControlZTestPort port = await ControlZTestPort.OpenAsync();
        using JsonDocument json = JsonDocument.Parse(await port.Client.GetStringAsync(new Uri("/procj/", UriKind.Relative)));
        Assert.Equal(Environment.ProcessId, json.RootElement.GetProperty("pid").GetInt32());
        Assert.True(json.RootElement.GetProperty("ppid").GetInt32() > 0);
        Assert.True(json.RootElement.GetProperty("threads").GetInt32() > 1);
        Assert.Equal(Dns.GetHostName(), json.RootElement.GetProperty("wd").GetString());
        Assert.Equal(json.RootElement.GetProperty("wd").GetString(), json.RootElement.GetProperty("hostname").GetString());
    }

    [Fact]
    public async Task EnvJson_Lists_AllVariablesByName()
    {
        await using ControlZTestPort port = await ControlZTestPort.OpenAsync();
        using JsonDocument json = JsonDocument.Parse(await port.Client.GetStringAsync(new Uri("/envj/", UriKind.Relative)));
        List<string> lines = [.. json.RootElement.EnumerateArray().Select(v => v.GetProperty("name").GetString() + "=" + v.GetProperty("value").GetString())];
        Assert.Contains(lines, l => l.StartsWith("PATH=", StringComparison.Ordinal));
        Assert.Equal(lines.Order(StringComparer.Ordinal), lines);
    }

    [Fact]
    public async Task ScopeJson_Lists_TheReferencesScopes()
    {
        await using ControlZTestPort port = await ControlZTestPort.OpenAsync();
        using JsonDocument json = JsonDocument.Parse(await port.Client.GetStringAsync(new Uri("/scopej/", UriKind.Relative)));
        List<string> names = [.. json.RootElement.EnumerateArray().Select(s => s.GetProperty("name").GetString()!)];
        Assert.Equal(41, names.Count);
        Assert.Equal(names.Order(StringComparer.Ordinal), names);
        Assert.Equal(
            """{"name":"ads","description":"ads debugging","output_level":"info","stack_trace_level":"none","log_callers":false}""",
            json.RootElement[0].GetRawText());
    }

    [Fact]
    public async Task ScopeJson_UnknownScope_IsNamed()
    {
        await using ControlZTestPort port = await ControlZTestPort.OpenAsync();
        using HttpResponseMessage answer = await port.SendAsync("GET", "/scopej/nosuch");
        Assert.Equal("unknown scope name: nosuch", await answer.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("""{"output_level":"debug","log_callers":true}""", LogSeverity.Debug, LogSeverity.None, true)]
    [InlineData("""{"Output_Level":"error","stack_trace_level":"warn","name":"other"}""", LogSeverity.Error, LogSeverity.Warn, false)]
    [InlineData("""{"output_level":"fatal"}""", LogSeverity.Info, LogSeverity.None, false)] // no level of ControlZ
    [InlineData("""{"output_level":"loud","unknown":[1]} trailing""", LogSeverity.Info, LogSeverity.None, false)]
    [InlineData("null", LogSeverity.Info, LogSeverity.None, false)]
    public async Task ScopeJson_Put_ChangesTheScopeAtOnce(string body, LogSeverity output, LogSeverity stack, bool callers)
    {
        await using ControlZTestPort port = await ControlZTestPort.OpenAsync();
        Assert.True(port.Log.TryGetScope("ads", out LogScope? scope));
        scope.LogCallers = !callers; // always set
        using HttpResponseMessage answer = await port.SendAsync("PUT", "/scopej/ads", body);
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        Assert.Equal((output, stack, callers), (scope.OutputLevel, scope.StackTraceLevel, scope.LogCallers));
    }

    [Theory]
    [InlineData("", "EOF")]
    [InlineData("[]", "json: cannot unmarshal array into Go value of type topics.scopeInfo")]
    [InlineData("{\"log_callers\":\"yes\"}", "json: cannot unmarshal string into Go struct field scopeInfo.log_callers of type bool")]
    [InlineData("{\"output_level\":7}", "json: cannot unmarshal number into Go struct field scopeInfo.output_level of type string")]
    [InlineData("{", "")]
    public async Task ScopeJson_PutOfNonsense_Is400AndChangesNothing(string body, string fault)
    {
        await using ControlZTestPort port = await ControlZTestPort.OpenAsync();
        using HttpResponseMessage answer = await port.SendAsync("PUT", "/scopej/ads", body);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.StartsWith("unable to decode request: " + fault, await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.True(port.Log.TryGetScope("ads", out LogScope? scope));
        Assert.Equal(LogSeverity.Info, scope.OutputLevel);
    }

    [Fact]
    public async Task ScopeJson_PutOfMuch_IsRefused()
    {
        await using ControlZTestPort port = await ControlZTestPort.OpenAsync();
        using HttpResponseMessage answer = await port.SendAsync("PUT", "/scopej/ads", new string(' ', 100_000) + "{}");
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
    }

    [Fact]
    public async Task Page_TextFromOutside_IsEscaped()
    {
        await using ControlZTestPort port = await ControlZTestPort.OpenAsync();
        using HttpResponseMessage answer = await port.SendAsync("GET", "/nosuch/%3Cscript%3E");
        string body = await answer.Content.ReadAsStringAsync();
        Assert.DoesNotContain("<script>", body, StringComparison.Ordinal);
        Assert.Contains("&lt;script&gt;", body, StringComparison.Ordinal);
    }
}
