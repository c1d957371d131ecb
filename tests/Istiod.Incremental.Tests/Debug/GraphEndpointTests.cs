using System.Text.Json;
using Istiod.Diagnostics;
using Istiod.Incremental.Debug;
using Istiod.Primitives;

namespace Istiod.Incremental.Tests.Debug;

/// <summary><c>/debug/graph</c>.</summary>
public sealed class GraphEndpointTests
{
    [Fact]
    public async Task Write_AfterATurn_ShowsSizesRunsAndAllReaders()
    {
        Graph graph = new();
        Source<int, int> numbers = graph.AddSource<int, int>("numbers");
        graph.DeriveSingleton("count", reads => reads.All(numbers).Count);
        Memo<int, int> memo = graph.AddMemo<int, int>("memo", (key, reads) => key);
        graph.Build();
        ChangeBatch batch = graph.NewBatch();
        batch.Upsert(numbers, ClusterId.None, 1, 1);
        graph.Apply(batch).Revision.Get(memo, 1);

        using DebugWriter writer = new();
        await new GraphEndpoint(graph).WriteAsync(new DebugRequest(new Dictionary<string, string> { ["verify"] = "1" }), writer);
        using JsonDocument page = JsonDocument.Parse(writer.Body);
        JsonElement shown = page.RootElement.GetProperty("collections")[1];
        Assert.Equal("numbers", shown.GetProperty("name").GetString());
        Assert.Equal(1, shown.GetProperty("count").GetInt32());
        Assert.Equal("count", shown.GetProperty("allReaders")[0].GetString());
        Assert.Equal(1, page.RootElement.GetProperty("memos")[0].GetProperty("runs").GetInt32());
        Assert.Equal(0, page.RootElement.GetProperty("verification").GetProperty("findings").GetArrayLength());
    }
}
