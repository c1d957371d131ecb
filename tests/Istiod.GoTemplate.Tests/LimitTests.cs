using System.Diagnostics;

namespace Istiod.GoTemplate.Tests;

/// <summary>Templates that never end or grow without bound are refused in bounded time and memory.</summary>
[Collection(nameof(Timed))]
public class LimitTests
{
    private const long MaxBytes = 32 << 20;

    public static TheoryData<string> Cases()
    {
        var cases = new TheoryData<string>();
        foreach (RecordedCase recorded in RecordedCase.Read("limits"))
        {
            cases.Add(recorded.Name);
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Render_RecordedRunaway_IsRefusedWithinASecondAndMemory(string name)
    {
        RecordedCase recorded = RecordedCase.Read("limits").Single(c => c.Name == name);
        bool isParsed = Template.TryParse("inject", recorded.Template, recorded.Functions, out Template? template, out TemplateError? error);
        if (!isParsed)
        {
            // A function that sprig does not have (seq with one argument is there, others may not be).
            Assert.Contains("not defined", error!.Message, StringComparison.Ordinal);
            return;
        }

        AssertRefused(template!, recorded.Data);
    }

    [Theory]
    [InlineData("{{range 100000}}{{$x := printf \"%0999999d\" 1}}{{end}}")]
    [InlineData("{{range 100000}}{{printf \"%*d\" 1000000 1}}{{end}}")]
    [InlineData("{{regexReplaceAll \"\" (repeat 100000 \"x\") (repeat 10000 \"y\")}}")]
    [InlineData("{{regexFindAll \"(x*y)|x\" (repeat 1000000 \"x\") -1 | len}}")]
    [InlineData("{{regexMatch \"(.*.*.*.*.*.*.*.*.*.*.*.*.*.*.*.*.*.*.*.*)*$\" (repeat 1000000 \"a\")}}")]
    [InlineData("{{$l := list}}{{range 100000}}{{$l = append $l 1}}{{end}}")]
    [InlineData("{{$d := dict}}{{range $i := 1000000}}{{$_ := set $d (toString $i) $i}}{{end}}")]
    [InlineData("{{$l := list}}{{range 100000}}{{$l = list $l}}{{end}}{{toJson $l}}{{deepCopy $l | len}}{{deepEqual $l $l}}")]
    [InlineData("{{$l := list 1}}{{range 40}}{{$l = list $l $l}}{{end}}{{toJson $l}}")]
    [InlineData("{{$l := list 1}}{{range 40}}{{$l = list $l $l}}{{end}}{{deepEqual $l (deepCopy $l)}}")]
    [InlineData("{{uniq (until 100000) | len}}")]
    [InlineData("{{range until 100000}}{{sha512sum (repeat 100000 \"x\")}}{{end}}")]
    [InlineData("{{$x := \"[\"}}{{range 16}}{{$x = print $x $x}}{{end}}{{fromJson $x}}{{range 9000000}}{{end}}")]
    public void Render_OwnRunaway_IsRefusedWithinASecondAndMemory(string text)
    {
        Assert.True(Template.TryParse("inject", text, FunctionTable.Sprig, out Template? template, out TemplateError? error), error?.Message);
        AssertRefused(template, default);
    }

    [Theory]
    [InlineData("(", ")")]
    [InlineData("{{if 1}}", "{{end}}")]
    [InlineData("{{with (", ")}}{{end}}")]
    [InlineData("{{block \"x\" .}}", "{{end}}")]
    public void Parse_DeepNesting_IsRefused(string open, string close)
    {
        const int depth = 20_000;
        string inside = open[0] == '(' ? "{{" + string.Concat(Enumerable.Repeat(open, depth)) + "1" + string.Concat(Enumerable.Repeat(close, depth)) + "}}"
            : string.Concat(Enumerable.Repeat(open, depth)) + "1" + string.Concat(Enumerable.Repeat(close, depth));
        Assert.False(Template.TryParse("t", inside, FunctionTable.Sprig, out _, out TemplateError? error));
        Assert.True(error!.IsParse);
    }

    [Fact]
    public void Render_NestedWithinLimits_Works()
    {
        string text = string.Concat(Enumerable.Repeat("{{if 1}}", 400)) + "x" + string.Concat(Enumerable.Repeat("{{end}}", 400));
        Assert.True(Template.TryParse("t", text, FunctionTable.Sprig, out Template? template, out _));
        Assert.Null(template.Render(default, RenderLimits.Default, out string? output));
        Assert.Equal("x", output);
    }

    private static void AssertRefused(Template template, GoValue data)
    {
        // The first run also pays for compiling our code; the second is measured.
        TemplateError? error = template.Render(data, RenderLimits.Default, out string? _);
        Assert.NotNull(error);
        Assert.True(error.IsLimit, error.Message);
        long before = GC.GetAllocatedBytesForCurrentThread();
        long start = Stopwatch.GetTimestamp();
        template.Render(data, RenderLimits.Default, out string? _);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, MaxBytes);
        Assert.InRange(Stopwatch.GetElapsedTime(start).TotalSeconds, 0, 1);
    }
}
