namespace Istiod.Aot.Tests;

/// <summary>Paths of the working tree.</summary>
internal static class Repository
{
    /// <summary>The folder that holds <c>Istiod.sln</c>.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>Joins path parts to <see cref="Root"/>.</summary>
    public static string PathOf(params string[] parts) => Path.Combine([Root, .. parts]);

    private static string FindRoot()
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
