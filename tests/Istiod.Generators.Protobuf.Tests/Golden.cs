using System.Runtime.CompilerServices;

namespace Istiod.Generators.Protobuf.Tests;

/// <summary>Files of the folder <c>Golden</c>; <c>UPDATE_GOLDENS=1</c> rewrites them in the source tree.</summary>
internal static class Golden
{
    /// <summary>The text of a file.</summary>
    public static string Read(string name) => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Golden", name));

    /// <summary>Compares, or rewrites.</summary>
    public static void Check(string name, string text)
    {
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDENS") == "1")
        {
            File.WriteAllText(Path.Combine(SourceFolder(), "Golden", name), text);
            return;
        }

        Assert.Equal(Read(name), text);
    }

    private static string SourceFolder([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
