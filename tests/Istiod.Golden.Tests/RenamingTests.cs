using Istiod.Golden.Compare;

namespace Istiod.Golden.Tests;

/// <summary>Answers follow the input, not the recording: a case with other names and addresses gives the renamed answers.</summary>
/// <remarks>
/// Streams take some of the first set, or all of it with ISTIOD_RENAME=first; ISTIOD_RENAME=all renames every passing case, in all modes.
/// </remarks>
public sealed class RenamingTests
{
    /// <summary>Cases where a text with a new name is not what a new name gives, and why. None is in the first set.</summary>
    private static readonly Dictionary<string, string> s_exceptions = new(StringComparer.Ordinal)
    {
        ["dns/autoallocate-off"] = "addresses are hashes of names",
        ["traffic/se-auto-allocate-legacy"] = "addresses are hashes of names",
        ["traffic/dr-tls-modes"] = "names that keep theirs change places with those that do not",
        ["traffic/mesh-tracing"] = "a service is called api, as a part of Zipkin's path is",
    };

    [Theory]
    [InlineData(GoldenMode.Render)]
    [InlineData(GoldenMode.Sotw)]
    [InlineData(GoldenMode.Delta)]
    public async Task Cases_Renamed_GiveRenamedAnswers(GoldenMode mode)
    {
        string[] paths = Paths(mode);
        string folder = Directory.CreateTempSubdirectory("renamed-").FullName;
        List<string> wrong = [];
        try
        {
            File.Copy(Path.Combine(PassingCases.Root, "cluster.yaml"), Path.Combine(folder, "cluster.yaml"));
            foreach (string path in paths)
            {
                string renamed = Path.Combine(folder, path);
                CaseRenamer renamer = CaseRenamer.Of(Path.Combine(PassingCases.Root, path));
                Assert.True(renamer.Count > 0, path);
                renamer.Write(Path.Combine(PassingCases.Root, path), renamed);
                IReadOnlyList<string> faults = await GoldenRunner.RunAsync(folder, path, Path.Combine(folder, "out"), mode);
                IReadOnlyList<string> differences = faults.Count > 0
                    ? faults
                    : GoldenComparer.Differences(renamed, Path.Combine(folder, "out", path));
                if (differences.Count > 0 && !s_exceptions.ContainsKey(path))
                {
                    wrong.Add($"{path}: {differences[0]}");
                }
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        Assert.True(wrong.Count == 0, $"{wrong.Count} of {paths.Length}:\n" + string.Join("\n", wrong));
        Assert.True(paths.Length >= (mode == GoldenMode.Render ? 50 : 8));
    }

    private static string[] Paths(GoldenMode mode)
    {
        HashSet<string> passing = [.. PassingCases.Read()];
        string? wanted = Environment.GetEnvironmentVariable("ISTIOD_RENAME");
        if (wanted == "all")
        {
            return [.. passing.Order(StringComparer.Ordinal)];
        }

        string[] first = [.. File.ReadAllLines(Path.Combine(PassingCases.Root, "sets", "first.txt")).Where(passing.Contains)];
        return wanted == "first" || mode == GoldenMode.Render ? first : [.. first.Where((_, i) => i % 6 == (int)mode)];
    }
}
