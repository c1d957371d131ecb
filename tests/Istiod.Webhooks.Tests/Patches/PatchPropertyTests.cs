using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Istiod.Webhooks.Patches;

namespace Istiod.Webhooks.Tests.Patches;

public sealed class PatchPropertyTests
{
    [Property(MaxTest = 2000)]
    public Property JsonDiff_Applied_GivesTheTarget() => ForAll(static random =>
    {
        JsonObject before = RandomJson.Object(random, 4), after = RandomJson.Object(random, 4);
        if (random.Next(2) == 0)
        {
            after = Changed(before, random);
        }

        List<JsonPatchOperation> operations = JsonDiff.Create(before, after);
        System.Buffers.ArrayBufferWriter<byte> text = new();
        JsonDiff.Write(operations, text);
        JsonNode copy = before.DeepClone();
        Assert.True(JsonScalar.DeepEquals(after, JsonPatch.Read(text.WrittenMemory).Apply(copy)));
        Assert.True(JsonScalar.DeepEquals(after, JsonPatch.Of(operations).Apply(before)));
        Assert.Empty(JsonDiff.Create(after, after.DeepClone()));
    });

    [Property(MaxTest = 2000)]
    public Property MergePatch_CreatedAndApplied_GivesTheTarget() => ForAll(static random =>
    {
        // A null member cannot be told from a removal.
        JsonNode before = RandomJson.Object(random, 4);
        JsonNode after = RandomJson.WithoutNullMembers(RandomJson.Object(random, 4))!;
        JsonNode patch = MergePatch.Create(before, after);
        JsonNode? result = MergePatch.Apply(before.DeepClone(), patch);
        Assert.True(JsonScalar.DeepEquals(after, RandomJson.WithoutNullMembers(result)));
    });

    [Property(MaxTest = 1000)]
    public Property StrategicMerge_OfWhatIsThere_ChangesNothing() => ForAll(static random =>
    {
        JsonObject pod = RandomPod(random);
        JsonNode same = pod.DeepClone();
        Assert.True(JsonScalar.DeepEquals(same, StrategicMerge.Apply(pod, same.DeepClone().AsObject(), PatchSchema.Pod)));
    });

    [Property(MaxTest = 1000)]
    public Property StrategicMerge_Twice_IsOnce() => ForAll(static random =>
    {
        JsonObject pod = RandomPod(random), patch = RandomPod(random);
        JsonObject once = StrategicMerge.Apply(pod, patch.DeepClone().AsObject(), PatchSchema.Pod);
        JsonNode expected = once.DeepClone();
        Assert.True(JsonScalar.DeepEquals(expected, StrategicMerge.Apply(once, patch, PatchSchema.Pod)));
    });

    [Property(MaxTest = 2000)]
    public Property StrategicMerge_AnyTrees_AreMergedOrRefused() => ForAll(static random =>
    {
        JsonObject original = Shaken(RandomPod(random), random), patch = Shaken(RandomPod(random), random);
        try
        {
            Assert.NotNull(StrategicMerge.Apply(original, patch, PatchSchema.Pod));
        }
        catch (PatchException refused)
        {
            Assert.NotEmpty(refused.Message);
        }
    });

    private static Property ForAll(Action<Random> check) =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed => check(new Random(seed)));

    private static JsonObject Changed(JsonObject original, Random random)
    {
        JsonObject changed = original.DeepClone().AsObject();
        changed["b"] = RandomJson.Node(random, 2);
        changed.Remove("a");
        return changed;
    }

    private static JsonObject RandomPod(Random random)
    {
        JsonObject pod = new()
        {
            ["metadata"] = new JsonObject { ["labels"] = new JsonObject { ["l"] = "v" + random.Next(2) }, ["finalizers"] = Few(random, static n => "f" + n) },
            ["spec"] = new JsonObject
            {
                ["containers"] = Few(random, n => new JsonObject
                {
                    ["name"] = "c" + n,
                    ["image"] = "i" + random.Next(3),
                    ["args"] = new JsonArray("x", random.Next(2)),
                    ["env"] = Few(random, m => new JsonObject { ["name"] = "E" + m, ["value"] = "v" + random.Next(3) }),
                    ["ports"] = Few(random, static m => new JsonObject { ["containerPort"] = m }),
                }),
                ["volumes"] = Few(random, static n => new JsonObject { ["name"] = "v" + n, ["emptyDir"] = new JsonObject() }),
                ["tolerations"] = Few(random, static n => new JsonObject { ["key"] = "t" + n }),
            },
        };
        return pod;
    }

    private static JsonArray Few(Random random, Func<int, JsonNode> make)
    {
        JsonArray items = [];
        foreach (int n in Enumerable.Range(0, 5).OrderBy(_ => random.Next()).Take(random.Next(5)))
        {
            items.Add(make(n));
        }

        return items;
    }

    /// <summary>Puts directives and wrong values at random places.</summary>
    private static JsonObject Shaken(JsonObject pod, Random random)
    {
        List<JsonNode> nodes = [];
        Collect(pod, nodes);
        for (int i = random.Next(6); i > 0; i--)
        {
            JsonNode at = nodes[random.Next(nodes.Count)];
            JsonNode? value = random.Next(3) == 0
                ? JsonValue.Create((string[])["replace", "delete", "merge", "bogus"] is var all ? all[random.Next(4)] : "")
                : RandomJson.Node(random, 2);
            if (at is JsonObject members)
            {
                string[] names = ["$patch", "$retainKeys", "$setElementOrder/containers", "$setElementOrder/env", "$deleteFromPrimitiveList/finalizers",
                    "$deleteFromPrimitiveList", "$setElementOrder", "containers", "name", "env", "metadata"];
                members[names[random.Next(names.Length)]] = value;
            }
            else if (at is JsonArray items)
            {
                items.Insert(random.Next(items.Count + 1), value);
            }
        }

        return pod;
    }

    private static void Collect(JsonNode? node, List<JsonNode> nodes)
    {
        if (node is JsonObject or JsonArray)
        {
            nodes.Add(node);
        }

        foreach (JsonNode? inner in node is JsonObject members ? members.Select(static member => member.Value) : node as JsonArray ?? [])
        {
            Collect(inner, nodes);
        }
    }
}
