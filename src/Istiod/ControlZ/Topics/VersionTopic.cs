using System.Text.Json;
using Istiod.Options;

namespace Istiod.ControlZ.Topics;

/// <summary>What this binary is.</summary>
/// <remarks>istiod: pkg/ctrlz/topics/version.go.</remarks>
internal sealed class VersionTopic() : ControlTopic("version", "Version Info")
{
    private static (string Name, string Value)[] Facts =>
    [
        ("version", BuildVersion.Version),
        ("revision", BuildVersion.Revision),
        ("golang_version", BuildVersion.Runtime),
        ("status", BuildVersion.Status),
        ("tag", BuildVersion.Tag),
    ];

    /// <inheritdoc/>
    public override void WritePage(ControlPage page)
    {
        page.BeginTable("Name", "Value");
        foreach ((string name, string value) in Facts)
        {
            page.Row(name, value);
        }

        page.EndTable();
    }

    /// <inheritdoc/>
    public override void WriteJson(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        foreach ((string name, string value) in Facts)
        {
            json.WriteString(name, value);
        }

        json.WriteEndObject();
    }
}
