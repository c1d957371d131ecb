using Istiod.Resources;
using Istiod.Testing.Xds;

namespace Istiod.Xds.Tests;

/// <summary>Random clients against random views: at rest, a delta client holds what it asked for, exactly.</summary>
public sealed class DeltaModelTests
{
    private static readonly XdsType[] Types = [XdsType.Cluster, XdsType.Endpoint, XdsType.Listener, XdsType.Route];
    private static readonly string[] Names = ["a", "b", "c", "d", "e", "f", "g", "h"];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Client_AnySequence_EndsWithWhatItAskedFor(int block)
    {
        for (int seed = block * 1000; seed < (block * 1000) + 150; seed++)
        {
            Run(new Random(seed), seed);
        }
    }

    private static void Run(Random random, int seed)
    {
        ScriptedViews views = new();
        Publish(views, random, Types);
        ModelClient client = new(views);
        for (int step = 0; step < 60; step++)
        {
            switch (random.Next(10))
            {
                case 0 or 1 or 2:
                    Publish(views, random, [Types[random.Next(4)], Types[random.Next(4)]]);
                    break;
                case 3 or 4:
                    client.Push(rejects: random.Next(4) == 0, random);
                    break;
                case 5 or 6 or 7:
                    client.Subscribe(Types[random.Next(4)], Pick(random), Pick(random), random);
                    break;
                case 8:
                    client.AnswerSome(random);
                    break;
                default:
                    client.Reconnect(views, random);
                    break;
            }
        }

        // A change to everything makes up for what was rejected; then all has to agree.
        client.Push(rejects: false, random);
        foreach (XdsType type in Types)
        {
            views.Set((type, views.View([.. Names.Select(name => (name, "last"))])));
        }

        client.Push(rejects: false, random);
        Check(views, client, seed, "last");
        Publish(views, random, Types);
        client.Push(rejects: false, random);
        Check(views, client, seed, null);
    }

    private static void Check(ScriptedViews views, ModelClient client, int seed, string? content)
    {
        foreach (XdsType type in Types)
        {
            if (!client.Asked.TryGetValue(type, out ModelClient.Wish? wish))
            {
                continue;
            }

            Assert.True(views.TryOpen(new ProxyNode("x", "", null, "", "", ""), client, out IProxyViews? open, out _));
            ResourceView view = open.Snapshot().View(type, NameList.Empty)!; // set for all types
            open.Dispose();
            string[] expected = [.. view.Resources.ToArray().Select(r => r.Name).Where(name => wish.All || wish.Names.Contains(name))];
            string[] held = [.. client.Holds(type).Keys.Where(name => wish.All || wish.Names.Contains(name)).Order(StringComparer.Ordinal)];
            Assert.True(expected.SequenceEqual(held), $"seed {seed} {type}: expected {string.Join(' ', expected)}, held {string.Join(' ', held)}");
            foreach (string name in held)
            {
                string value = System.Text.Encoding.UTF8.GetString(view[view.IndexOf(name)].ToArray());
                Assert.True(value.Contains(client.Holds(type)[name], StringComparison.Ordinal), $"seed {seed} {type} {name}");
                Assert.True(content is null || client.Holds(type)[name] == content, $"seed {seed} {type} {name}");
            }
        }
    }

    private static void Publish(ScriptedViews views, Random random, ReadOnlySpan<XdsType> types)
    {
        foreach (XdsType type in types)
        {
            views.Set((type, views.View([.. Names.Where(_ => random.Next(4) > 0).Select(name => (name, "v" + random.Next(3)))])));
        }
    }

    private static string[] Pick(Random random) => [.. Names.Append("*").Append("zz").Where(_ => random.Next(5) == 0)];
}
