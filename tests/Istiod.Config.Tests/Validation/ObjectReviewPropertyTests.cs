using Istiod.Config.Validation;
using Istiod.Config.Yaml;

namespace Istiod.Config.Tests.Validation;

/// <summary>No object crashes a validator, whatever is in it.</summary>
public sealed class ObjectReviewPropertyTests
{
    private const int MutationsPerObject = 60;

    private static readonly string[] s_texts =
        ["", "*", "a", "-", "%", "/", "a/b/c", "\u0000", "😀", "(", "[", "unix://", "x:y", "::1", "1.2.3.4/99", "{**}/{*}", new('a', 2000)];

    [Fact]
    public void Review_MutatedObjects_AreJudgedWithoutCrash()
    {
        Random random = new(20261124);
        int allowed = 0, refused = 0;
        foreach (DataNode root in Objects())
        {
            for (int i = 0; i < MutationsPerObject; i++)
            {
                int budget = 1_000_000;
                DataNode copy = root.Clone(ref budget)!; // golden objects are small
                for (int edits = random.Next(1, 4); edits > 0; edits--)
                {
                    copy = Mutate(copy, random);
                }

                ObjectVerdict verdict = ObjectReview.Check(copy, withAlpha: true);
                Assert.True(verdict.IsAllowed || verdict.Message.Length > 0);
                allowed += verdict.IsAllowed ? 1 : 0;
                refused += verdict.IsAllowed ? 0 : 1;
            }
        }

        // Both happen, or the mutations test nothing.
        Assert.True(allowed > 100 && refused > 100, $"{allowed} allowed, {refused} refused");
    }

    [Fact]
    public void Review_EveryPrefixOfAnObject_IsJudgedWithoutCrash()
    {
        foreach (DataNode root in Objects())
        {
            foreach (KeyValuePair<string, DataNode> member in root["spec"]?.Members ?? [])
            {
                DataNode copy = Head(root);
                DataNode spec = DataNode.Object();
                spec.Set(member.Key, member.Value);
                copy.Set("spec", spec);
                Assert.NotNull(ObjectReview.Check(copy, withAlpha: true));
            }
        }
    }

    private static IEnumerable<DataNode> Objects()
    {
        foreach (string file in Directory.EnumerateFiles(Path.Combine(Golden.Root, "validate"), "*.yaml"))
        {
            foreach (YamlDocument document in YamlReader.ReadAll(File.ReadAllBytes(file), file, YamlOptions.Objects))
            {
                if (document.Root is { } root)
                {
                    yield return root;
                }
            }
        }
    }

    private static DataNode Head(DataNode root)
    {
        DataNode copy = DataNode.Object();
        foreach (string name in (string[])["apiVersion", "kind", "metadata"])
        {
            copy.Set(name, root[name] ?? DataNode.Null());
        }

        return copy;
    }

    /// <summary>Walks down at random and puts something else there.</summary>
    private static DataNode Mutate(DataNode node, Random random, int depth = 0)
    {
        bool isDeep = depth > 1 && random.Next(6) == 0;
        if (node.Kind == DataKind.Object && node.Members.Count > 0 && !isDeep)
        {
            DataNode copy = DataNode.Object();
            int at = depth == 0 ? IndexOf(node, "spec") : random.Next(node.Members.Count);
            for (int i = 0; i < node.Members.Count; i++)
            {
                (string key, DataNode value) = node.Members[i];
                if (i != at)
                {
                    copy.Set(key, value);
                }
                else if (random.Next(12) > 0)
                {
                    copy.Set(depth > 0 && random.Next(25) == 0 ? s_texts[random.Next(s_texts.Length)] : key, Mutate(value, random, depth + 1));
                }
            }

            return copy;
        }

        if (node.Kind == DataKind.Array && node.Items.Count > 0 && !isDeep)
        {
            DataNode copy = DataNode.Array();
            int at = random.Next(node.Items.Count);
            for (int i = 0; i < node.Items.Count; i++)
            {
                copy.Add(i == at ? Mutate(node.Items[i], random, depth + 1) : node.Items[i]);
                if (i == at && random.Next(8) == 0)
                {
                    copy.Add(node.Items[i]);
                }
            }

            return copy;
        }

        return random.Next(3) > 0 && node.Kind == DataKind.String ? DataNode.String(s_texts[random.Next(s_texts.Length)]) : Other(random);
    }

    private static int IndexOf(DataNode node, string name)
    {
        for (int i = 0; i < node.Members.Count; i++)
        {
            if (node.Members[i].Key == name)
            {
                return i;
            }
        }

        return 0;
    }

    private static DataNode Other(Random random) => random.Next(9) switch
    {
        0 => DataNode.Null(),
        1 => DataNode.Object(),
        2 => DataNode.Array(),
        3 => DataNode.Number("-1"),
        4 => DataNode.Number("99999999999999999999"),
        5 => DataNode.Number("0.5"),
        6 => DataNode.Bool(true),
        7 => DataNode.Strings("a", ""),
        _ => DataNode.String(s_texts[random.Next(s_texts.Length)]),
    };
}
