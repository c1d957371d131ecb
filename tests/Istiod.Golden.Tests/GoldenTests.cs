using Istiod.Golden.Cases;
using Istiod.Golden.Compare;

namespace Istiod.Golden.Tests;

/// <summary>The recorded cases, three ways through the product.</summary>
public sealed class GoldenTests
{
    [Theory]
    [InlineData(GoldenMode.Render)]
    [InlineData(GoldenMode.Sotw)]
    [InlineData(GoldenMode.Delta)]
    public async Task Cases_ThatPassed_StillDo(GoldenMode mode)
    {
        IReadOnlyList<string> paths = PassingCases.Read();
        Dictionary<string, string> wrong = await RunAsync(paths, mode);
        Assert.True(wrong.Count == 0, string.Join("\n", wrong.Take(20).Select(w => $"{w.Key}: {w.Value}")));
    }

    [Fact]
    public async Task Cases_AllOfThem_NeverCrash()
    {
        IReadOnlyList<string> paths = GoldenCases.Find(PassingCases.Root, null);
        Assert.True(paths.Count > 300);
        Dictionary<string, string> wrong = await RunAsync(paths, GoldenMode.Render);
        List<string> crashed = [.. wrong.Where(w => w.Value.StartsWith("fault: ", StringComparison.Ordinal)).Select(w => $"{w.Key}: {w.Value}")];
        List<string> passing = [.. paths.Where(p => !wrong.ContainsKey(p))];
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDENS") == "1")
        {
            PassingCases.Write(passing);
        }

        Assert.True(crashed.Count == 0, string.Join("\n", crashed.Take(20)));
    }

    private static async Task<Dictionary<string, string>> RunAsync(IReadOnlyList<string> paths, GoldenMode mode)
    {
        string output = Directory.CreateTempSubdirectory("golden-").FullName;
        Dictionary<string, string> wrong = new(StringComparer.Ordinal);
        try
        {
            await Parallel.ForEachAsync(paths, async (path, _) =>
            {
                IReadOnlyList<string> faults = await GoldenRunner.RunAsync(PassingCases.Root, path, output, mode);
                IReadOnlyList<string> differences = faults.Count > 0
                    ? ["fault: " + faults[0]]
                    : GoldenComparer.Differences(Path.Combine(PassingCases.Root, path), Path.Combine(output, path));
                if (differences.Count > 0)
                {
                    lock (wrong)
                    {
                        wrong[path] = differences[0];
                    }
                }
            });
        }
        finally
        {
            Directory.Delete(output, recursive: true);
        }

        return wrong;
    }
}
