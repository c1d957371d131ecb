using System.Globalization;
using System.Text.Json;

namespace Istiod.ControlZ.Topics;

/// <summary>What the system knows of this process.</summary>
/// <remarks>istiod: pkg/ctrlz/topics/proc.go; its <c>wd</c> holds the host's name too.</remarks>
internal sealed class ProcessTopic() : ControlTopic("proc", "Process Info")
{
    /// <inheritdoc/>
    public override void WritePage(ControlPage page)
    {
        page.BeginTable("Name", "Value");
        foreach ((string name, long value) in Numbers())
        {
            page.Row(name, value.ToString(CultureInfo.InvariantCulture));
        }

        page.Row("groups", string.Join(' ', ControlProcess.Status("Groups")));
        page.Row("hostname", ControlProcess.HostName);
        page.Row("tempdir", TemporaryDirectory());
        page.EndTable();
    }

    /// <inheritdoc/>
    public override void WriteJson(Utf8JsonWriter json)
    {
        (string Name, long Value)[] numbers = Numbers();
        string host = ControlProcess.HostName;
        json.WriteStartObject();
        Write(json, numbers.AsSpan(0, 3));
        if (ControlProcess.Status("Groups") is { Count: > 0 } groups)
        {
            json.WriteStartArray("groups");
            foreach (int group in groups)
            {
                json.WriteNumberValue(group);
            }

            json.WriteEndArray();
        }
        else
        {
            json.WriteNull("groups");
        }

        Write(json, numbers.AsSpan(3, 3));
        json.WriteString("wd", host);
        json.WriteString("hostname", host);
        json.WriteString("tempdir", TemporaryDirectory());
        Write(json, numbers.AsSpan(6));
        json.WriteEndObject();
    }

    // real, effective, saved, file system: the order of the system's four ids
    private static (string Name, long Value)[] Numbers()
    {
        IReadOnlyList<int> users = ControlProcess.Status("Uid");
        IReadOnlyList<int> groups = ControlProcess.Status("Gid");
        return
        [
            ("egid", At(groups, 1)),
            ("euid", At(users, 1)),
            ("gid", At(groups, 0)),
            ("pid", System.Environment.ProcessId),
            ("ppid", At(ControlProcess.Status("PPid"), 0)),
            ("uid", At(users, 0)),
            ("threads", At(ControlProcess.Status("Threads"), 0)),
            ("goroutines", ControlProcess.WorkItems),
        ];
    }

    private static int At(IReadOnlyList<int> numbers, int index) => index < numbers.Count ? numbers[index] : 0;

    private static string TemporaryDirectory() => Path.TrimEndingDirectorySeparator(Path.GetTempPath());

    private static void Write(Utf8JsonWriter json, ReadOnlySpan<(string Name, long Value)> numbers)
    {
        foreach ((string name, long value) in numbers)
        {
            json.WriteNumber(name, value);
        }
    }
}
