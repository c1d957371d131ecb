using System.Globalization;
using System.Text.Json;
using Istiod.Server;

namespace Istiod.ControlZ.Topics;

/// <summary>Memory, under the names of Go's <c>runtime.MemStats</c>; what has no meaning here is 0.</summary>
/// <remarks>istiod: pkg/ctrlz/topics/mem.go.</remarks>
internal sealed class MemoryTopic() : ControlTopic("mem", "Memory Usage")
{
    private const int PausesKept = 256; // Go keeps as many; here they are not kept, and 0
    private long _forced;

    /// <inheritdoc/>
    public override void WritePage(ControlPage page)
    {
        page.BeginTable("Name", "Value");
        foreach ((string name, long value) in Numbers(MemoryFacts.Now()))
        {
            page.Row(name, value.ToString(CultureInfo.InvariantCulture));
        }

        page.EndTable();
        page.Button("Force garbage collection", "PUT", "/memj/forcecollection");
    }

    /// <inheritdoc/>
    public override void WriteJson(Utf8JsonWriter json)
    {
        MemoryFacts memory = MemoryFacts.Now();
        json.WriteStartObject();
        foreach ((string name, long value) in Numbers(memory))
        {
            json.WriteNumber(name, value);
        }

        WriteZeros(json, "PauseNs");
        WriteZeros(json, "PauseEnd");
        json.WriteNumber("NumGC", memory.Collections);
        json.WriteNumber("NumForcedGC", Interlocked.Read(ref _forced));
        json.WriteNumber("GCCPUFraction", memory.PauseShare);
        json.WriteBoolean("EnableGC", true);
        json.WriteBoolean("DebugGC", false);
        json.WriteStartArray("BySize");
        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <inheritdoc/>
    public override IReadOnlyList<ControlAction> ActionsAt(string name) => name == "forcecollection"
        ? [new ControlAction("PUT", HasEffect: true, CollectAsync)]
        : [];

    private Task CollectAsync(HttpContext context)
    {
        GC.Collect();
        Interlocked.Increment(ref _forced);
        return HttpPages.Status(context, 202);
    }

    private static (string Name, long Value)[] Numbers(MemoryFacts memory) =>
    [
        ("Alloc", memory.Allocated),
        ("TotalAlloc", memory.AllocatedInAll),
        ("Sys", memory.Committed),
        ("Lookups", 0),
        ("Mallocs", 0),
        ("Frees", 0),
        ("HeapAlloc", memory.Allocated),
        ("HeapSys", memory.Committed),
        ("HeapIdle", memory.Idle),
        ("HeapInuse", memory.Committed - memory.Idle),
        ("HeapReleased", 0),
        ("HeapObjects", 0),
        ("StackInuse", 0),
        ("StackSys", 0),
        ("MSpanInuse", 0),
        ("MSpanSys", 0),
        ("MCacheInuse", 0),
        ("MCacheSys", 0),
        ("BuckHashSys", 0),
        ("GCSys", 0),
        ("OtherSys", 0),
        ("NextGC", 0),
        ("LastGC", 0),
        ("PauseTotalNs", memory.Paused.Ticks * 100),
    ];

    private static void WriteZeros(Utf8JsonWriter json, string name)
    {
        json.WriteStartArray(name);
        for (int i = 0; i < PausesKept; i++)
        {
            json.WriteNumberValue(0);
        }

        json.WriteEndArray();
    }
}
