using System.Xml.Linq;

namespace Istiod.Architecture.Tests;

/// <summary>What a project file says, read as XML (no evaluation).</summary>
/// <param name="Name">File name without extension.</param>
/// <param name="Path">Relative to the repository.</param>
/// <param name="References">Names of the projects referenced.</param>
/// <param name="Packages">Names of the packages referenced.</param>
internal sealed record ProjectFile(string Name, string Path, IReadOnlyList<string> References, IReadOnlyList<string> Packages)
{
    /// <summary>All projects below a folder of the repository.</summary>
    public static IReadOnlyList<ProjectFile> Below(string folder) =>
        [.. Repository.TrackedFiles()
            .Where(f => f.StartsWith(folder + "/", StringComparison.Ordinal) && f.EndsWith(".csproj", StringComparison.Ordinal))
            .Where(f => File.Exists(Repository.PathOf(f)))
            .Select(Read)];

    private static ProjectFile Read(string path)
    {
        XDocument document = XDocument.Load(Repository.PathOf(path));
        return new ProjectFile(
            NameOf(path),
            path,
            [.. Includes(document, "ProjectReference").Select(NameOf)],
            [.. Includes(document, "PackageReference")]);
    }

    private static IEnumerable<string> Includes(XDocument document, string element) =>
        document.Descendants(element).Select(e => e.Attribute("Include")?.Value).OfType<string>();

    private static string NameOf(string path) => System.IO.Path.GetFileNameWithoutExtension(path.Replace('\\', '/'));
}
