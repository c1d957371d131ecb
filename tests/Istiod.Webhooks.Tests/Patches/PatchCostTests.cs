using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Istiod.Webhooks.Patches;

namespace Istiod.Webhooks.Tests.Patches;

/// <summary>What patches of an ordinary pod cost.</summary>
public sealed class PatchCostTests
{
    private const string Container = """
        {"name":"c@","image":"registry.example/app:@","args":["serve","--port","8@"],"env":[{"name":"A","value":"1"},{"name":"B","valueFrom":{
        "fieldRef":{"fieldPath":"metadata.name"}}}],"ports":[{"containerPort":8@,"protocol":"TCP","name":"http"}],"resources":{"limits":{"cpu":"1",
        "memory":"1Gi"}},"volumeMounts":[{"name":"v","mountPath":"/v"}],"securityContext":{"runAsUser":1337,"readOnlyRootFilesystem":true}}
        """;

    [Fact]
    public void JsonDiff_PodOfTenKilobytes_AllocatesLittle()
    {
        JsonNode before = Pod(26), after = Pod(28);
        Assert.InRange(before.ToJsonString().Length, 9_000, 14_000);
        _ = JsonDiff.Create(before, after);
        long allocated = GC.GetAllocatedBytesForCurrentThread();
        List<JsonPatchOperation> operations = JsonDiff.Create(before, after);
        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
        Assert.Equal(2, operations.Count);
        Assert.InRange(allocated, 0, 16 << 10);
    }

    /// <summary>Lists are merged through dictionaries: ten times the elements cost about ten times as much, not a hundred times.</summary>
    [Fact]
    public void StrategicMerge_LongLists_CostGrowsWithTheirLength()
    {
        long small = Merge(1_000), large = Merge(20_000);
        Assert.InRange(large, small, small * 40);
    }

    private static long Merge(int count)
    {
        JsonObject pod = Pod(count).AsObject(), patch = Pod(count).AsObject();
        long before = GC.GetAllocatedBytesForCurrentThread();
        JsonObject merged = StrategicMerge.Apply(pod, patch, PatchSchema.Pod);
        Assert.Equal(count, merged["spec"]!["containers"]!.AsArray().Count);
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static JsonNode Pod(int containers)
    {
        StringBuilder text = new("{\"metadata\":{\"name\":\"p\",\"labels\":{\"app\":\"a\"}},\"spec\":{\"containers\":[");
        for (int i = 0; i < containers; i++)
        {
            text.Append(i > 0 ? "," : "").Append(Container.Replace("@", i.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal));
        }

        Assert.True(JsonText.TryParse(Encoding.UTF8.GetBytes(text.Append("]}}").ToString()), out JsonNode? pod));
        return pod!;
    }
}
