using Microsoft.CodeAnalysis;

namespace Istiod.Generators.Protobuf.Tests;

public sealed class DiagnosticsTests
{
    private const string Head = "syntax = \"proto3\";\npackage t;\n";

    [Theory]
    [InlineData("ISTP001", "message M { string name 1; }")]
    [InlineData("ISTP001", "message M { string name = 1;")]
    [InlineData("ISTP001", "message { }")]
    [InlineData("ISTP001", "/* never closed")]
    [InlineData("ISTP001", "message M { string s = x; }")]
    [InlineData("ISTP002", "message M { NoSuch s = 1; }")]
    [InlineData("ISTP002", "message M { .t.NoSuch s = 1; }")]
    [InlineData("ISTP005", "message M { } message M { }")]
    public void Generator_MistakeInAFile_IsReportedWithItsId(string id, string text)
    {
        // A text that is only a comment declares nothing: then the root is what is missing.
        IEnumerable<Diagnostic> errors = GeneratorHarness.Errors(("p/a.proto", Head + text), ("p/manifest.txt", "t.M"));

        Assert.Contains(errors, error => error.Id == id || (text.StartsWith("/*", StringComparison.Ordinal) && error.Id == "ISTP003"));
        Assert.All(errors, error => Assert.Equal(DiagnosticSeverity.Error, error.Severity));
    }

    [Fact]
    public void Generator_UnknownRoot_IsReportedAtItsLine()
    {
        Diagnostic error = Assert.Single(GeneratorHarness.Errors(("p/a.proto", Head + "message M { }"), ("p/manifest.txt", "# roots\nt.M\nt.N\n")));

        Assert.Equal("ISTP003", error.Id);
        Assert.Equal(2, error.Location.GetLineSpan().StartLinePosition.Line);
        Assert.Equal("p/manifest.txt", error.Location.GetLineSpan().Path);
    }

    [Fact]
    public void Generator_MessageWithTooManyFields_IsReported()
    {
        string fields = string.Concat(Enumerable.Range(1, 129).Select(i => $"string f{i} = {i};"));

        Diagnostic error = Assert.Single(GeneratorHarness.Errors(("p/a.proto", Head + $"message M {{ {fields} }}"), ("p/manifest.txt", "t.M")));

        Assert.Equal("ISTP004", error.Id);
    }
}
