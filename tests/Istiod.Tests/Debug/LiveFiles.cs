using System.Text.Json.Nodes;
using Istiod.Tests.Docs;

namespace Istiod.Tests.Debug;

/// <summary>The recorded answers of a running reference.</summary>
internal static class LiveFiles
{
    /// <summary>The repository's golden folder.</summary>
    public static string Golden { get; } = Path.Combine(OwnGolden.Root(), "tests", "golden");

    /// <summary>Lines of the index: path with query, status, content type, file.</summary>
    public static IEnumerable<(string Path, int Status, string ContentType, string File)> Index()
    {
        foreach (string line in File.ReadLines(PathOf("index.tsv")).Skip(1))
        {
            string[] fields = line.Split('\t');
            yield return (fields[1], int.Parse(fields[2], System.Globalization.CultureInfo.InvariantCulture), fields[3], fields[5]);
        }
    }

    /// <summary>A recorded file.</summary>
    public static string Read(string file) => File.ReadAllText(PathOf(file));

    /// <summary>A recorded file that is whole.</summary>
    public static JsonNode Json(string page) =>
        JsonNode.Parse(Read($"15014_debug_{page}.txt")) ?? throw new InvalidDataException(page + " is null");

    private static string PathOf(string file) => Path.Combine(Golden, "live", file);
}
