namespace Istiod.Render.Tests.BadInput;

/// <summary>The documents of the recorded cases' inputs.</summary>
internal static class GoldenInputs
{
    /// <summary>Folder of the recorded cases.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>Documents of the cases of some families, in a fixed order.</summary>
    public static List<string> Documents(params ReadOnlySpan<string> families)
    {
        List<string> documents = [];
        foreach (string family in families)
        {
            string[] files = Directory.GetFiles(Path.Combine(Root, family), "applied.yaml", SearchOption.AllDirectories);
            Array.Sort(files, StringComparer.Ordinal);
            foreach (string file in files)
            {
                foreach (string document in File.ReadAllText(file).Split("\n---"))
                {
                    if (document.Contains("kind:", StringComparison.Ordinal))
                    {
                        documents.Add(document.Trim('\n', '-'));
                    }
                }
            }
        }

        return documents;
    }

    private static string FindRoot()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Istiod.sln")))
        {
            folder = folder.Parent;
        }

        return Path.Combine(folder?.FullName ?? throw new InvalidOperationException("no repository around the tests"), "tests", "golden");
    }
}
