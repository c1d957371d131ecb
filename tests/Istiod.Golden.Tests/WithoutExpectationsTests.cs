
namespace Istiod.Golden.Tests;

/// <summary>Answers come from the input alone: a copy of a case without its recorded answers gives the same bytes.</summary>
public sealed class WithoutExpectationsTests
{
    [Theory]
    [InlineData(GoldenMode.Render)]
    [InlineData(GoldenMode.Delta)]
    public async Task Cases_WithoutExpectedFiles_GiveTheSameBytes(GoldenMode mode)
    {
        string[] paths = File.ReadAllLines(Path.Combine(PassingCases.Root, "sets", "first.txt"));
        string folder = Directory.CreateTempSubdirectory("bare-").FullName;
        try
        {
            string bare = Path.Combine(folder, "cases");
            Directory.CreateDirectory(bare);
            File.Copy(Path.Combine(PassingCases.Root, "cluster.yaml"), Path.Combine(bare, "cluster.yaml"));
            int left = 0;
            foreach (string path in paths)
            {
                left += CopyBare(Path.Combine(PassingCases.Root, path), Path.Combine(bare, path));
            }

            Assert.True(left >= paths.Length, $"{left} files were left out of {paths.Length} cases");
            foreach (string path in paths)
            {
                Assert.Empty(await GoldenRunner.RunAsync(PassingCases.Root, path, Path.Combine(folder, "whole"), mode));
                Assert.Empty(await GoldenRunner.RunAsync(bare, path, Path.Combine(folder, "bare"), mode));
                AssertSame(Path.Combine(folder, "whole", path), Path.Combine(folder, "bare", path));
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Copies what a case gives.</summary>
    /// <returns>How many files tell what is expected, and were left out.</returns>
    private static int CopyBare(string from, string to)
    {
        int left = 0;
        foreach (string file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            string relative = Path.GetRelativePath(from, file);
            if (relative.StartsWith("expected", StringComparison.Ordinal))
            {
                left++;
                continue;
            }

            string target = Path.Combine(to, relative);
            Directory.CreateDirectory(Path.GetDirectoryName(target) ?? to);
            File.Copy(file, target);
        }

        return left;
    }

    private static void AssertSame(string whole, string bare)
    {
        string[] files = Names(whole);
        Assert.Equal(files, Names(bare));
        Assert.NotEmpty(files);
        foreach (string file in files)
        {
            Assert.True(
                File.ReadAllBytes(Path.Combine(whole, file)).AsSpan().SequenceEqual(File.ReadAllBytes(Path.Combine(bare, file))),
                Path.Combine(whole, file));
        }
    }

    private static string[] Names(string folder) =>
    [
        .. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Select(f => Path.GetRelativePath(folder, f))
            .Order(StringComparer.Ordinal),
    ];
}
