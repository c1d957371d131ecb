using Istiod.Load.Files;

namespace Istiod.Load.Runs;

/// <summary>Changes files that the server watches: a new file is moved into place.</summary>
internal sealed class FileChanger(string directory, Mesh mesh) : IMeshChanger
{
    // Differs from run to run, so that a directory can be used again: a change to the same content is none.
    private readonly int _first = (int)(DateTimeOffset.UtcNow.ToUnixTimeSeconds() % 100_000) * 16;
    private string _prepared = "";

    public void Prepare(bool isRoute, int service, int number) =>
        _prepared = isRoute
            ? LoadFiles.Prepare(directory, $"virtualservice-{number}", LoadFiles.VirtualService(mesh, service, number, _first + number))
            : LoadFiles.Prepare(directory, $"slice-{service}", LoadFiles.Slice(mesh, service, _first + number + 1));

    public void Dispose()
    {
    }

    public void Apply() => LoadFiles.Put(_prepared, directory);
}
