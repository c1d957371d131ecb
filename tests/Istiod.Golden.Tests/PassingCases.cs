namespace Istiod.Golden.Tests;

/// <summary>The list of cases that are the same as the reference's answers, kept in <c>tests/golden/passing.txt</c>: it only grows.</summary>
internal static class PassingCases
{
    /// <summary>Folder of all cases.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The list, one path a line.</summary>
    public static IReadOnlyList<string> Read()
    {
        string file = ListFile;
        return File.Exists(file) ? [.. File.ReadLines(file).Where(l => l.Length > 0 && l[0] != '#')] : [];
    }

    /// <summary>Replaces the list (<c>UPDATE_GOLDENS=1</c>).</summary>
    public static void Write(IEnumerable<string> paths) =>
        File.WriteAllText(
            ListFile,
            "# Cases whose every proxy and type equals the reference's answers. UPDATE_GOLDENS=1 ./test.sh Golden rewrites this.\n"
            + string.Concat(paths.Order(StringComparer.Ordinal).Select(p => p + "\n")));

    private static string ListFile => Path.Combine(Root, "passing.txt");

    private static string FindRoot()
    {
        for (DirectoryInfo? d = new(AppContext.BaseDirectory); d is not null; d = d.Parent)
        {
            if (File.Exists(Path.Combine(d.FullName, "Istiod.sln")))
            {
                return Path.Combine(d.FullName, "tests", "golden");
            }
        }

        throw new InvalidOperationException("Istiod.sln not found");
    }
}
