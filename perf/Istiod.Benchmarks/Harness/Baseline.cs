using System.Text.Json;

namespace Istiod.Benchmarks.Harness;

/// <summary>Figures of the last accepted run, as a file: bytes and ratios are held against them, times are for reading.</summary>
internal static class Baseline
{
    private static readonly JsonWriterOptions s_writing = new() { Indented = true, NewLine = "\n" };

    /// <summary>Reads the file; empty if there is none.</summary>
    public static Dictionary<string, Figure> Read(string file)
    {
        Dictionary<string, Figure> figures = new(StringComparer.Ordinal);
        if (!File.Exists(file))
        {
            return figures;
        }

        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(file));
        foreach (JsonProperty entry in document.RootElement.EnumerateObject())
        {
            double? time = entry.Value.TryGetProperty("nanoseconds", out JsonElement found) ? found.GetDouble() : null;
            figures.Add(entry.Name, new Figure(entry.Name, time, entry.Value.GetProperty("bytes").GetDouble()));
        }

        return figures;
    }

    /// <summary>Writes the file.</summary>
    public static void Write(string file, IReadOnlyList<Figure> figures)
    {
        using FileStream stream = File.Create(file);
        using (Utf8JsonWriter writer = new(stream, s_writing))
        {
            writer.WriteStartObject();
            foreach (Figure figure in figures)
            {
                writer.WriteStartObject(figure.Key);
                if (figure.Nanoseconds is { } time)
                {
                    writer.WriteNumber("nanoseconds", Math.Round(time));
                }

                writer.WriteNumber("bytes", Math.Round(figure.Bytes));
                writer.WriteEndObject();
            }

            writer.WriteEndObject();
        }

        stream.WriteByte((byte)'\n');
    }
}
