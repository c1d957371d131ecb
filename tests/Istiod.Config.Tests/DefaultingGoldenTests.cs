using System.Text;
using Istiod.Config.Defaulting;
using Istiod.Config.Schema;
using Istiod.Config.Yaml;

namespace Istiod.Config.Tests;

public sealed class DefaultingGoldenTests
{
    // A cluster's own choices, and what only a server knows.
    private static readonly string[] s_ignored = ["metadata", "status"];

    [Fact]
    public void Defaults_EveryRecordedInput_BecomesWhatTheServerHeld()
    {
        List<string> wrong = [];
        int objects = 0;
        foreach (string folder in Golden.AppliedFolders())
        {
            ObjectDefaulter defaulter = new();
            Dictionary<string, DataNode> ours = new(StringComparer.Ordinal);
            foreach (string file in Directory.EnumerateFiles(folder, "input*.yaml").Order(StringComparer.Ordinal))
            {
                foreach (DataNode root in Read(file))
                {
                    Assert.True(KindCatalog.TryGet(root.TextOf("apiVersion")!, root.TextOf("kind")!, out KindDescriptor? kind), $"{file} {root.TextOf("kind")}");
                    defaulter.Apply(kind, root);
                    if (!ObjectSchema.Check(kind, root).IsEmpty)
                    {
                        continue;
                    }

                    ours[Key(root)] = root;
                }
            }

            foreach (DataNode applied in Read(Path.Combine(folder, "applied.yaml")))
            {
                objects++;
                string key = Key(applied);
                if (!ours.Remove(key, out DataNode? mine))
                {
                    wrong.Add($"{folder}: {key} is missing or was refused by us");
                    continue;
                }

                foreach (string name in s_ignored)
                {
                    applied.Remove(name);
                    mine.Remove(name);
                }

                if (!DataNode.DeepEquals(applied, mine))
                {
                    wrong.Add($"{folder}: {key}\n  {Text(applied)}\n  {Text(mine)}");
                }
            }

            wrong.AddRange(ours.Keys.Select(left => $"{folder}: {left} was refused by the server"));
        }

        Assert.True(wrong.Count == 0, $"{wrong.Count} of {objects}\n{string.Join('\n', wrong.Take(20))}");
        Assert.True(objects > 1000, $"only {objects} objects");
    }

    [Fact]
    public void Decoder_EveryRecordedObject_IsDecoded()
    {
        List<string> wrong = [];
        foreach (string file in Directory.EnumerateFiles(Golden.Root, "*.yaml", SearchOption.AllDirectories))
        {
            if (Path.GetFileName(file) is not ("applied.yaml" or "input.yaml" or "input-2.yaml" or "cluster.yaml")
                || file.Contains("/analyze/", StringComparison.Ordinal) || file.Contains("/inject/", StringComparison.Ordinal))
            {
                continue;
            }

            foreach (DataNode root in Read(file))
            {
                Assert.True(KindCatalog.TryGet(root.TextOf("apiVersion")!, root.TextOf("kind")!, out KindDescriptor? kind), $"{file} {root.TextOf("kind")}");
                DecodeResult result = Decoder.Decode(kind, root.ToJson());
                if (!result.IsOk)
                {
                    wrong.Add($"{file}: {result.Findings[0]}");
                }
                else if (result.Object.Spec?.GetType() is { } type && type != kind.SpecType)
                {
                    wrong.Add($"{file}: {kind} has a {type}");
                }
            }
        }

        Assert.True(wrong.Count == 0, $"{wrong.Count}\n{string.Join('\n', wrong.Take(30))}");
    }

    private static List<DataNode> Read(string file)
    {
        List<DataNode> roots = [];
        foreach (YamlDocument document in YamlReader.ReadAll(File.ReadAllBytes(file), file, YamlOptions.Objects))
        {
            Assert.Null(document.Fault);
            roots.Add(document.Root!);
        }

        return roots;
    }

    private static string Key(DataNode root) =>
        $"{root.TextOf("apiVersion")} {root.TextOf("kind")} {root["metadata"]!.TextOf("namespace")}/{root["metadata"]!.TextOf("name")}";

    private static string Text(DataNode root) => Encoding.UTF8.GetString(root.ToJson());
}
