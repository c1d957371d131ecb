using System.IO.Compression;

namespace Istiod.Protos.Tests;

/// <summary>Random messages as another protobuf implementation encodes them; made by <c>record.py</c>.</summary>
/// <remarks><c>ISTIOD_CORPUS</c> names another file of the same form, e.g. one recorded with more messages and another seed.</remarks>
internal static class Corpus
{
    private static readonly Lazy<IReadOnlyList<CorpusMessage>> Loaded = new(Load);

    /// <summary>All of them.</summary>
    public static IReadOnlyList<CorpusMessage> Messages => Loaded.Value;

    private static List<CorpusMessage> Load()
    {
        string? other = Environment.GetEnvironmentVariable("ISTIOD_CORPUS");
        using Stream stream = other is null
            ? typeof(Corpus).Assembly.GetManifestResourceStream("corpus.tsv.gz")!
            : File.OpenRead(other);
        using var text = new StreamReader(new GZipStream(stream, CompressionMode.Decompress));
        var messages = new List<CorpusMessage>();
        while (text.ReadLine() is { } line)
        {
            string[] parts = line.Split('\t');
            messages.Add(new(parts[0], Convert.FromBase64String(parts[1]), parts[2], parts[3], parts[4]));
        }

        return messages;
    }
}
