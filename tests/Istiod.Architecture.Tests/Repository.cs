using System.Diagnostics;

namespace Istiod.Architecture.Tests;

/// <summary>The working tree these tests judge: found from the test's own location, so no path is configured.</summary>
internal static class Repository
{
    private static readonly string[] s_skippedFolders = ["bin", "obj", "out", ".git", "TestResults", "BenchmarkDotNet.Artifacts"];

    /// <summary>Absolute path of the folder that holds <c>Istiod.sln</c>.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>Joins path parts to <see cref="Root"/>.</summary>
    public static string PathOf(params string[] parts) => Path.Combine([Root, .. parts]);

    /// <summary>
    /// Paths relative to <see cref="Root"/>, with <c>/</c>, of all files that git tracks; of all files but build output where
    /// there is no git. Ordinal order.
    /// </summary>
    public static IReadOnlyList<string> TrackedFiles()
    {
        List<string> files = Directory.Exists(PathOf(".git")) || File.Exists(PathOf(".git")) ? FromGit() : FromDisk();
        files.Sort(StringComparer.Ordinal);
        return files;
    }

    /// <summary>Hand-written C# files below <c>src</c>, <c>generators</c>, <c>tests</c> and <c>perf</c>.</summary>
    public static IEnumerable<string> SourceFiles() =>
        TrackedFiles().Where(f => f.EndsWith(".cs", StringComparison.Ordinal) && File.Exists(PathOf(f)));

    private static string FindRoot()
    {
        for (DirectoryInfo? d = new(AppContext.BaseDirectory); d is not null; d = d.Parent)
        {
            if (File.Exists(Path.Combine(d.FullName, "Istiod.sln")))
            {
                return d.FullName;
            }
        }

        throw new InvalidOperationException("Istiod.sln is in no folder above " + AppContext.BaseDirectory);
    }

    private static List<string> FromGit()
    {
        ProcessStartInfo start = new("git", ["-C", Root, "ls-files", "-z"]) { RedirectStandardOutput = true };
        try
        {
            using Process git = Process.Start(start) ?? throw new InvalidOperationException("git did not start");
            string output = git.StandardOutput.ReadToEnd();
            git.WaitForExit();
            return git.ExitCode == 0 ? [.. output.Split('\0', StringSplitOptions.RemoveEmptyEntries)] : FromDisk();
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return FromDisk(); // no git on this machine; an exported tree
        }
    }

    private static List<string> FromDisk()
    {
        List<string> files = [];
        Walk(Root);
        return files;

        void Walk(string folder)
        {
            foreach (string file in Directory.EnumerateFiles(folder))
            {
                files.Add(Path.GetRelativePath(Root, file).Replace('\\', '/'));
            }

            foreach (string sub in Directory.EnumerateDirectories(folder))
            {
                if (!s_skippedFolders.Contains(Path.GetFileName(sub)))
                {
                    Walk(sub);
                }
            }
        }
    }
}
