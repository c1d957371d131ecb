namespace Istiod.Files.Tests;

/// <summary>A directory that goes away with the test.</summary>
internal sealed class TempFolder : IDisposable
{
    public string Root { get; } = Directory.CreateTempSubdirectory("istiod-files-").FullName;

    public string Write(string name, string text)
    {
        string path = Path.Combine(Root, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }

    /// <summary>Writes elsewhere, then renames into place.</summary>
    public void Replace(string name, string text)
    {
        string next = Path.Combine(Root, $".next-{Guid.NewGuid():n}");
        File.WriteAllText(next, text);
        File.Move(next, Path.Combine(Root, name), overwrite: true);
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);

    public static string Service(string name, int port = 80) =>
        $"""
        apiVersion: v1
        kind: Service
        metadata:
          name: {name}
        spec:
          ports:
          - port: {port}

        """;
}
