using System.Text.Json;
using System.Text.RegularExpressions;
using Istiod.Config.Yaml;
using Istiod.Diagnostics.Metrics;
using Istiod.Webhooks.Admission;
using Istiod.Webhooks.Validation;

namespace Istiod.Golden.Validation;

/// <summary>Sends the objects of the family <c>validate</c> through the webhook's handler and writes what it answers.</summary>
public static class ValidateFamily
{
    private const string Family = "validate";
    private const string Extension = ".yaml";

    /// <summary>Paths <c>validate/KIND</c> of the files below a folder of families, in ordinal order; none if it has no such family.</summary>
    public static IReadOnlyList<string> Find(string cases, Regex? only)
    {
        List<string> found = [];
        string folder = Path.Combine(cases, Family);
        if (Directory.Exists(folder))
        {
            foreach (string file in Directory.EnumerateFiles(folder, "*" + Extension))
            {
                string path = $"{Family}/{Path.GetFileNameWithoutExtension(file)}";
                if (only is null || only.IsMatch(path))
                {
                    found.Add(path);
                }
            }
        }

        found.Sort(StringComparer.Ordinal);
        return found;
    }

    /// <summary>Runs one file; writes <c>validate/KIND.json</c>: name → allowed, message, warnings, or an HTTP error.</summary>
    /// <returns>What went wrong, one line each.</returns>
    public static IReadOnlyList<string> Run(string cases, string path, string output)
    {
        List<string> faults = [];
        ValidateHandler handler = new(new ValidationMetrics(new MetricRegistry()), withAlpha: false);
        Directory.CreateDirectory(Path.Combine(output, Family));
        using FileStream file = File.Create(Path.Combine(output, path + ".json"));
        using Utf8JsonWriter json = new(file, new JsonWriterOptions { Indented = true });
        json.WriteStartObject();
        foreach (YamlDocument document in YamlReader.ReadAll(ReviewBody.Text(Path.Combine(cases, path + Extension)), path, YamlOptions.Objects))
        {
            if (document.Root is not { } root)
            {
                faults.Add(document.Fault?.ToString() ?? "not readable");
                continue;
            }

            json.WriteStartObject(root["metadata"]?.TextOf("name") ?? "");
            Write(handler.Handle(new AdmissionCall("/validate", "application/json", ReviewBody.Make(root))), json);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        return faults;
    }

    private static void Write(AdmissionAnswer answer, Utf8JsonWriter json)
    {
        if (answer.Status != 200)
        {
            json.WriteNumber("status", answer.Status);
            json.WriteString("error", System.Text.Encoding.UTF8.GetString(answer.Body.Span).TrimEnd('\n'));
            return;
        }

        using JsonDocument review = JsonDocument.Parse(answer.Body);
        JsonElement response = review.RootElement.GetProperty("response");
        json.WriteBoolean("allowed", response.GetProperty("allowed").GetBoolean());
        json.WriteString(
            "message", response.TryGetProperty("status", out JsonElement status) ? status.GetProperty("message").GetString() : null);
        json.WritePropertyName("warnings");
        if (response.TryGetProperty("warnings", out JsonElement warnings))
        {
            warnings.WriteTo(json);
        }
        else
        {
            json.WriteNullValue();
        }
    }
}
