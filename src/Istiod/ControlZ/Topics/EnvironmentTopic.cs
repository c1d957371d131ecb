using System.Collections;
using System.Text.Json;

namespace Istiod.ControlZ.Topics;

/// <summary>All environment variables, by name. Values are shown as they are, as the reference does.</summary>
/// <param name="read">Gives the variables: names and values.</param>
/// <remarks>istiod: pkg/ctrlz/topics/env.go.</remarks>
internal sealed class EnvironmentTopic(Func<IDictionary> read) : ControlTopic("env", "Environment Variables")
{
    /// <inheritdoc/>
    public override void WritePage(ControlPage page)
    {
        page.BeginTable("Name", "Value");
        foreach ((string name, string value) in Sorted())
        {
            page.Row(name, value);
        }

        page.EndTable();
    }

    /// <inheritdoc/>
    public override void WriteJson(Utf8JsonWriter json)
    {
        json.WriteStartArray();
        foreach ((string name, string value) in Sorted())
        {
            json.WriteStartObject();
            json.WriteString("name", name);
            json.WriteString("value", value);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    // by NAME=VALUE, which is not quite by name
    private List<(string Name, string Value)> Sorted()
    {
        List<(string Name, string Value)> all = [];
        foreach (DictionaryEntry entry in read())
        {
            all.Add(((string)entry.Key, (string?)entry.Value ?? ""));
        }

        all.Sort(static (a, b) => string.CompareOrdinal($"{a.Name}={a.Value}", $"{b.Name}={b.Value}"));
        return all;
    }
}
