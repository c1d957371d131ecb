using System.Text.RegularExpressions;

namespace Istiod.Architecture.Tests;

/// <summary>Rules about single files that a machine can check (STYLE.md §1, §8).</summary>
public sealed partial class FileRuleTests
{
    private const int MaxLines = 500;
    private const int MaxLinesWithReason = 800;
    private const int MaxReadmeLines = 30;
    private static readonly string[] s_textExtensions =
        [".cs", ".csproj", ".props", ".targets", ".sh", ".md", ".yaml", ".yml", ".json", ".txt", ".proto", ".sln", ".aot", ".py", ".tsv", ".config"];

    [Fact]
    public void SourceFile_Length_IsWithinTheLimit()
    {
        List<string> tooLong = [];
        foreach (string file in Repository.SourceFiles())
        {
            string[] lines = File.ReadAllLines(Repository.PathOf(file));
            bool hasReason = lines.Length > 0 && lines[0].StartsWith("// size: ", StringComparison.Ordinal);
            if (lines.Length > (hasReason ? MaxLinesWithReason : MaxLines))
            {
                tooLong.Add($"{file}: {lines.Length} lines");
            }
        }

        Assert.Empty(tooLong);
    }

    [Fact]
    public void Assembly_Readme_ExistsAndIsShort()
    {
        List<string> wrong = [];
        foreach (ProjectFile project in ProjectFile.Below("src"))
        {
            string readme = Path.Combine(Path.GetDirectoryName(Repository.PathOf(project.Path))!, "README.md"); // a file has a folder
            if (!File.Exists(readme) || File.ReadAllLines(readme).Length > MaxReadmeLines)
            {
                wrong.Add(project.Name);
            }
        }

        Assert.Empty(wrong);
    }

    [Fact]
    public void TrackedFile_Text_NamesNoMachineOrRegistry()
    {
        List<string> wrong = [];
        foreach (string file in TextFiles())
        {
            int number = 0;
            foreach (string line in File.ReadLines(Repository.PathOf(file)))
            {
                number++;
                if (MachinePath().IsMatch(line) || RegistryHost().IsMatch(line))
                {
                    wrong.Add($"{file}:{number}");
                }
            }
        }

        Assert.Empty(wrong);
    }

    [Fact]
    public void SourceFile_Lines_HaveUnixEndsAndNoBom()
    {
        IEnumerable<string> wrong = Repository.SourceFiles().Where(f =>
        {
            byte[] bytes = File.ReadAllBytes(Repository.PathOf(f));
            return bytes.Contains((byte)'\r') || bytes.AsSpan().StartsWith("\uFEFF"u8);
        });
        Assert.Empty(wrong);
    }

    [Fact]
    public void SourceFile_Suppression_OfTrimOrAotWarnings_IsAbsent()
    {
        IEnumerable<string> wrong = Repository.SourceFiles()
            .Where(f => f.StartsWith("src/", StringComparison.Ordinal))
            .Where(f => Suppression().IsMatch(File.ReadAllText(Repository.PathOf(f))));
        Assert.Empty(wrong);
    }

    [Fact]
    public void Skip_OfATest_NamesAnIssue()
    {
        IEnumerable<string> wrong = Repository.SourceFiles()
            .Where(f => f.StartsWith("tests/", StringComparison.Ordinal) && !f.Contains("Architecture", StringComparison.Ordinal))
            .SelectMany(f => File.ReadLines(Repository.PathOf(f)).Select(l => (File: f, Line: l)))
            .Where(x => Skip().IsMatch(x.Line) && !x.Line.Contains('#', StringComparison.Ordinal))
            .Select(x => $"{x.File}: {x.Line.Trim()}");
        Assert.Empty(wrong);
    }

    private static IEnumerable<string> TextFiles() =>
        Repository.TrackedFiles().Where(f =>
            !f.StartsWith("tests/golden/", StringComparison.Ordinal)
            && !f.Contains("Architecture.Tests", StringComparison.Ordinal)
            && (s_textExtensions.Contains(Path.GetExtension(f), StringComparer.Ordinal) || f.StartsWith(".ci/", StringComparison.Ordinal))
            && File.Exists(Repository.PathOf(f)));

    [GeneratedRegex(@"(^|[^A-Za-z0-9._/-])/(work|farm|tmp/(brief|ref)|home/(?!istio-proxy)[a-z]+)/")]
    private static partial Regex MachinePath();

    [GeneratedRegex(@"https?://[a-z0-9.-]*(nuget|golang|pypi|npmjs|debian|crates|maven)[a-z0-9.-]*", RegexOptions.IgnoreCase)]
    private static partial Regex RegistryHost();

    [GeneratedRegex(@"(pragma warning disable|SuppressMessage\(|UnconditionalSuppressMessage\().*IL[23]\d{3}")]
    private static partial Regex Suppression();

    [GeneratedRegex(@"\bSkip\s*=\s*""")]
    private static partial Regex Skip();
}
