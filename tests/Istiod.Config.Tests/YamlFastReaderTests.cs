using System.Text;
using Istiod.Config.Yaml;

namespace Istiod.Config.Tests;

public sealed class YamlFastReaderTests
{
    [Fact]
    public void FastReader_EveryRecordedFile_AgreesWithTheFullParser()
    {
        int taken = 0;
        int all = 0;
        foreach (string file in Directory.EnumerateFiles(Golden.Root, "*.yaml", SearchOption.AllDirectories))
        {
            YamlSplitter splitter = new(File.ReadAllBytes(file));
            while (splitter.TryNext(out ReadOnlySpan<byte> text, out int line))
            {
                all++;
                DataNode? fast = YamlFastReader.TryRead(text, YamlOptions.Objects);
                if (fast is not null)
                {
                    taken++;
                    DataNode full = YamlReader.ReadFully(text, YamlOptions.Objects);
                    Assert.True(DataNode.DeepEquals(full, fast), $"{file}:{line}\n{Encoding.UTF8.GetString(full.ToJson())}\n{Encoding.UTF8.GetString(fast.ToJson())}");
                }
            }
        }

        Assert.True(taken > all * 3 / 4, $"{taken} of {all}");
    }

    [Theory]
    [InlineData("a: b\n c\n")]
    [InlineData("a: b\n  c: d\n")]
    [InlineData("a:\n  b: 1\n c: 2\n")]
    [InlineData("a:\n- b\n  - c\n")]
    [InlineData("- a\nb: c\n")]
    [InlineData("a: b\n- c\n")]
    [InlineData("a: 'it''s'\n")]
    [InlineData("a: \"x\\n\"\n")]
    [InlineData("a: b # c\n")]
    [InlineData("a: b: c\n")]
    [InlineData("a: >\n  x\n")]
    [InlineData("a: &x 1\n")]
    [InlineData("a: {b: {c: d}}\n")]
    [InlineData("a: [b: c]\n")]
    [InlineData("a: [b, [c]]\n")]
    [InlineData("a: [b,\n  c]\n")]
    [InlineData("a: [b, ]\n")]
    [InlineData("a: [\"b, c\"]\n")]
    [InlineData("a: [b] c\n")]
    [InlineData("a: [b ]]\n")]
    [InlineData("a: [*b]\n")]
    [InlineData("--- a\nb: c\n")]
    [InlineData("...\n")]
    [InlineData("%YAML 1.1\n")]
    [InlineData("yes: 1\n")]
    [InlineData("1: 1\n")]
    [InlineData("<<: 1\n")]
    [InlineData("a:\tb\n")]
    [InlineData("text\n")]
    [InlineData("")]
    [InlineData("a: \"b\" c\n")]
    [InlineData("- - a\n")]
    [InlineData("a: 'b\n  c'\n")]
    public void FastReader_TextBeyondItsPart_Declines(string text) =>
        Assert.Null(YamlFastReader.TryRead(Encoding.UTF8.GetBytes(text), YamlOptions.Default));

    [Theory]
    [InlineData("a: [\"10.0.0.1\"]\n", "{\"a\":[\"10.0.0.1\"]}")]
    [InlineData("a: [b, 'c d', 1, true, \"*\"]\n", "{\"a\":[\"b\",\"c d\",1,true,\"*\"]}")]
    [InlineData("- [ b ]\n", "[[\"b\"]]")]
    [InlineData("a: {b: c}\n", "{\"a\":{\"b\":\"c\"}}")]
    [InlineData("a: |\n  x\n", "{\"a\":\"x\\n\"}")]
    public void FastReader_ScalarsInBrackets_AreRead(string text, string json)
    {
        DataNode? fast = YamlFastReader.TryRead(Encoding.UTF8.GetBytes(text), YamlOptions.Default);
        Assert.Equal(json, fast is null ? null : Encoding.UTF8.GetString(fast.ToJson()));
    }

    [Fact]
    public void FastReader_RandomLines_NeverDisagrees()
    {
        string[] parts = ["a: 1", "b:", "- x", "-", "  c: yes", "  - d: 1.5", "    e: ''", " f: \"q\"", "# n", "", "    - 010", "  g: {}", "- h: -1", "  -", "      i: .5", "j: 1e3", "  k: []", "p: [x, \"y z\", 1.5, yes]", "  - [ 'a' ,b/c]", "q: [10.0.0.1]", "- l:", "   m: n"];
        Random random = new(7);
        int taken = 0;
        for (int run = 0; run < 20_000; run++)
        {
            StringBuilder text = new();
            for (int line = random.Next(1, 8); line > 0; line--)
            {
                text.Append(parts[random.Next(parts.Length)]).Append('\n');
            }

            byte[] utf8 = Encoding.UTF8.GetBytes(text.ToString());
            if (YamlFastReader.TryRead(utf8, YamlOptions.Default) is not { } fast)
            {
                continue;
            }

            taken++;
            DataNode full = YamlReader.ReadFully(utf8, YamlOptions.Default);
            Assert.True(DataNode.DeepEquals(full, fast), text.ToString());
        }

        Assert.True(taken > 100, $"{taken}");
    }
}
