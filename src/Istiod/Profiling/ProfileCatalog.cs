using System.Globalization;
using System.Net;
using System.Text;
using Istiod.Diagnostics;
using Istiod.Server;

namespace Istiod.Profiling;

/// <summary>The pages of Go's <c>net/http/pprof</c> that can be true of this process.</summary>
/// <remarks>
/// istiod: pilot/pkg/xds/debug.go:InitDebug (with <c>--profile</c>). Differs: sampled profiles and traces are of Go's runtime; they are
/// answered with 501, the two that people read (<c>heap</c>, <c>goroutine</c> with <c>debug</c>) tell what this runtime knows.
/// </remarks>
internal static class ProfileCatalog
{
    private const string NoSamples = "not implemented: this is no Go program and has no such profile; use perf or dotnet-trace";

    /// <summary>All pages, the index first.</summary>
    public static IReadOnlyList<ProfileEndpoint> Create()
    {
        List<ProfileEndpoint> pages =
        [
            new("cmdline", "The command line invocation of the current program", WriteCommandLine),
            new("symbol", "Symbol looks up the program counters listed in the request", static (_, writer) => writer.Text("num_symbols: 0\n")),
            new("heap", "Sizes of the managed heap, with debug=1", static (request, writer) => WriteText(request, writer, HeapText)),
            new("allocs", "Sizes of the managed heap, with debug=1", static (request, writer) => WriteText(request, writer, HeapText)),
            new("goroutine", "Threads and what waits for them, with debug=1", static (request, writer) => WriteText(request, writer, ThreadText)),
            new("threadcreate", "Threads and what waits for them, with debug=1", static (request, writer) => WriteText(request, writer, ThreadText)),
        ];
        foreach (string name in (ReadOnlySpan<string>)["profile", "trace", "block", "mutex"])
        {
            pages.Add(new ProfileEndpoint(name, "Not available in this runtime", static (_, writer) => writer.Fail(501, NoSamples)));
        }

        return [new ProfileEndpoint("", "Displays pprof index", (_, writer) => writer.Html(Index(pages))), .. pages];
    }

    private static void WriteCommandLine(DebugRequest request, DebugWriter writer) => writer.Text(string.Join('\0', System.Environment.GetCommandLineArgs()));

    private static void WriteText(DebugRequest request, DebugWriter writer, Func<string> text)
    {
        if (request["debug"] is "" or "0")
        {
            writer.Fail(501, NoSamples + ", or debug=1 for text");
            return;
        }

        writer.Text(text());
    }

    private static string HeapText()
    {
        MemoryFacts memory = MemoryFacts.Now();
        StringBuilder text = new();
        Line(text, "allocated bytes", memory.Allocated);
        Line(text, "allocated bytes in all", memory.AllocatedInAll);
        Line(text, "committed bytes", memory.Committed);
        Line(text, "idle bytes", memory.Idle);
        Line(text, "collections", memory.Collections);
        Line(text, "pauses in microseconds", (long)memory.Paused.TotalMicroseconds);
        GCMemoryInfo last = GC.GetGCMemoryInfo(GCKind.Any);
        for (int generation = 0; generation < last.GenerationInfo.Length; generation++)
        {
            string name = generation switch { 3 => "large objects", 4 => "pinned objects", _ => $"generation {generation}" };
            Line(text, name + " bytes after the last collection", last.GenerationInfo[generation].SizeAfterBytes);
        }

        return text.ToString();
    }

    private static string ThreadText()
    {
        StringBuilder text = new();
        Line(text, "threads of the pool", ThreadPool.ThreadCount);
        Line(text, "work items waiting", ThreadPool.PendingWorkItemCount);
        Line(text, "work items done", ThreadPool.CompletedWorkItemCount);
        Line(text, "contended locks", Monitor.LockContentionCount);
        Line(text, "threads", ControlZ.ControlProcess.Status("Threads") is [int threads, ..] ? threads : 0);
        return text.ToString();
    }

    private static void Line(StringBuilder text, string name, long value) =>
        text.Append(name).Append(": ").Append(value.ToString(CultureInfo.InvariantCulture)).Append('\n');

    private static string Index(IEnumerable<ProfileEndpoint> pages)
    {
        StringBuilder html = new("<html>\n<head>\n<title>/debug/pprof/</title>\n</head>\n<body>\n<h1>/debug/pprof/</h1>\n<table>\n");
        foreach (ProfileEndpoint page in pages)
        {
            html.Append("<tr><td><a href='").Append(page.Name).Append("?debug=1'>").Append(page.Name).Append("</a></td><td>")
                .Append(WebUtility.HtmlEncode(page.Help)).Append("</td></tr>\n");
        }

        return html.Append("</table>\n</body>\n</html>\n").ToString();
    }
}
