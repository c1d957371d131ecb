using System.Globalization;
using System.Text.Json;
using Istiod.Server;

namespace Istiod.ControlZ.Topics;

/// <summary>The home page: what this process is, and its end.</summary>
/// <param name="exit">Ends the process, a second later.</param>
/// <remarks>istiod: pkg/ctrlz/home.go. Differs: the process drains before it ends.</remarks>
internal sealed class HomeTopic(TimeProvider time, Action exit) : ControlTopic("home", "Home")
{
    /// <inheritdoc/>
    public override void WritePage(ControlPage page)
    {
        MemoryFacts memory = MemoryFacts.Now();
        page.BeginTable("Fact", "Value");
        page.Row("Process", ControlProcess.Name);
        page.Row("Heap size", memory.Allocated.ToString(CultureInfo.InvariantCulture));
        page.Row("Garbage collections", memory.Collections.ToString(CultureInfo.InvariantCulture));
        page.Row("Current time", time.GetUtcNow().ToString("O", CultureInfo.InvariantCulture));
        page.Row("Host name", ControlProcess.HostName);
        page.Row("IP address", ControlProcess.Address());
        page.EndTable();
        page.Button("Exit", "PUT", "/homej/exit");
    }

    /// <inheritdoc/>
    public override void WriteJson(Utf8JsonWriter json)
    {
        MemoryFacts memory = MemoryFacts.Now();
        json.WriteStartObject();
        json.WriteString("ProcessName", ControlProcess.Name);
        json.WriteNumber("HeapSize", memory.Allocated);
        json.WriteNumber("NumGC", memory.Collections);
        json.WriteNumber("CurrentTime", (time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * 100);
        json.WriteString("Hostname", ControlProcess.HostName);
        json.WriteString("IP", ControlProcess.Address());
        json.WriteEndObject();
    }

    /// <inheritdoc/>
    public override IReadOnlyList<ControlAction> ActionsAt(string name) => name == "exit"
        ? [new ControlAction("PUT", HasEffect: true, ExitAsync)]
        : [];

    private Task ExitAsync(HttpContext context)
    {
        exit();
        return HttpPages.Status(context, 202);
    }
}
