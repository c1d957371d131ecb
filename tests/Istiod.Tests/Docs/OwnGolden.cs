namespace Istiod.Tests.Docs;

/// <summary>A page of the repository that a test writes (<c>UPDATE_GOLDENS=1</c>) or compares.</summary>
internal static class OwnGolden
{
    /// <summary>Compares <paramref name="text"/> with the page, or replaces the page.</summary>
    public static void Check(string page, string text)
    {
        string path = Path.Combine(Root(), page);
        if (System.Environment.GetEnvironmentVariable("UPDATE_GOLDENS") == "1")
        {
            File.WriteAllText(path, text);
        }

        Assert.Equal(File.Exists(path) ? File.ReadAllText(path) : "", text);
    }

    /// <summary>Where the repository is.</summary>
    public static string Root()
    {
        for (DirectoryInfo? d = new(AppContext.BaseDirectory); d is not null; d = d.Parent)
        {
            if (File.Exists(Path.Combine(d.FullName, "Istiod.sln")))
            {
                return d.FullName;
            }
        }

        throw new InvalidOperationException("Istiod.sln not found");
    }
}
