using System.Text;
using Istiod.Diagnostics;
using Istiod.Profiling;

namespace Istiod.Tests.Profiling;

public sealed class ProfileCatalogTests
{
    [Theory]
    [InlineData("", "", 200, "text/html; charset=utf-8", "<a href='heap?debug=1'>heap</a>")]
    [InlineData("symbol", "", 200, "text/plain; charset=utf-8", "num_symbols: 0\n")]
    [InlineData("heap", "1", 200, "text/plain; charset=utf-8", "committed bytes: ")]
    [InlineData("allocs", "2", 200, "text/plain; charset=utf-8", "generation 2 bytes after the last collection: ")]
    [InlineData("goroutine", "1", 200, "text/plain; charset=utf-8", "threads of the pool: ")]
    [InlineData("threadcreate", "1", 200, "text/plain; charset=utf-8", "\nthreads: ")]
    [InlineData("heap", "", 501, "text/plain; charset=utf-8", "not implemented")]
    [InlineData("goroutine", "0", 501, "text/plain; charset=utf-8", "not implemented")]
    [InlineData("profile", "", 501, "text/plain; charset=utf-8", "not implemented")]
    [InlineData("trace", "", 501, "text/plain; charset=utf-8", "not implemented")]
    [InlineData("block", "1", 501, "text/plain; charset=utf-8", "not implemented")]
    [InlineData("mutex", "1", 501, "text/plain; charset=utf-8", "not implemented")]
    public async Task Page_OfPprof_AnswersWhatIsTrue(string name, string debug, int status, string type, string text)
    {
        using DebugWriter writer = await WriteAsync(name, debug);
        Assert.Equal((status, type), (writer.Status, writer.ContentType));
        Assert.Contains(text, Encoding.UTF8.GetString(writer.Body.Span), StringComparison.Ordinal);
    }

    [Fact]
    public async Task CommandLine_IsJoinedByNul()
    {
        using DebugWriter writer = await WriteAsync("cmdline", "");
        Assert.Equal(Environment.GetCommandLineArgs(), Encoding.UTF8.GetString(writer.Body.Span).Split('\0'));
    }

    private static async Task<DebugWriter> WriteAsync(string name, string debug)
    {
        ProfileEndpoint page = Assert.Single(ProfileCatalog.Create(), p => p.Path == "/debug/pprof/" + name);
        DebugWriter writer = new();
        await page.WriteAsync(new DebugRequest(debug.Length > 0 ? new Dictionary<string, string> { ["debug"] = debug } : []), writer);
        return writer;
    }
}
