using System.Text;
using System.Text.Json;

namespace Istiod.Diagnostics.Tests;

/// <summary>Answers of debug pages: errors, batches, limits.</summary>
public sealed class DebugWriterTests
{
    [Fact]
    public async Task Flush_WithOutput_GivesBatchesAndKeepsTheRest()
    {
        List<int> batches = [];
        StringBuilder all = new();
        using DebugWriter writer = new(output: (_, part) =>
        {
            batches.Add(part.Length);
            all.Append(Encoding.UTF8.GetString(part.Span));
            return ValueTask.CompletedTask;
        });
        Utf8JsonWriter json = writer.Json();
        json.WriteStartArray();
        for (int i = 0; i < 20_000; i++)
        {
            json.WriteStringValue("some text of an item");
            await writer.FlushAsync();
        }

        json.WriteEndArray();
        all.Append(Encoding.UTF8.GetString(writer.Body.Span));

        Assert.True(writer.HasStarted);
        Assert.InRange(batches.Count, 5, 10);
        Assert.All(batches, static length => Assert.InRange(length, 64 * 1024, 80 * 1024));
        using JsonDocument whole = JsonDocument.Parse(all.ToString());
        Assert.Equal(20_000, whole.RootElement.GetArrayLength());
    }

    [Fact]
    public async Task Flush_WithoutOutputOverTheLimit_Throws()
    {
        using DebugWriter writer = new(limit: 100_000);
        Utf8JsonWriter json = writer.Json();
        json.WriteStartArray();
        json.WriteStringValue(new string('x', 90_000));
        await writer.FlushAsync();
        json.WriteStringValue(new string('x', 90_000));

        await Assert.ThrowsAsync<DebugLimitException>(async () => await writer.FlushAsync());
    }

    [Fact]
    public void Fail_AfterAPart_ReplacesIt()
    {
        using DebugWriter writer = new();
        writer.Json().WriteStartArray();

        writer.Fail(404, "not there");

        Assert.Equal((404, "text/plain; charset=utf-8", "not there\n"), (writer.Status, writer.ContentType, Encoding.UTF8.GetString(writer.Body.Span)));
    }

    [Fact]
    public void Empty_Status_HasNoTypeAndNoBody()
    {
        using DebugWriter writer = new();
        writer.Text("something");

        writer.Empty(400);

        Assert.Equal((400, "", 0), (writer.Status, writer.ContentType, writer.Body.Length));
    }

    [Fact]
    public void Json_Pretty_IsIndentedByFour()
    {
        using DebugWriter writer = new(isPretty: true);
        Utf8JsonWriter json = writer.Json();
        json.WriteStartObject();
        json.WriteNumber("a", 1);
        json.WriteEndObject();

        Assert.Equal("{\n    \"a\": 1\n}", Encoding.UTF8.GetString(writer.Body.Span));
    }
}
