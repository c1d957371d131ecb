using Istiod.Primitives;

namespace Istiod.Incremental.Tests;

public sealed class JoinTests
{
    private static readonly ClusterId s_cluster = new("a");

    private readonly Graph _graph = new();
    private readonly Source<string, int> _left;
    private readonly Source<string, int> _right;
    private readonly Derived<string, int> _joined;

    public JoinTests()
    {
        _left = _graph.AddSource<string, int>("left");
        _right = _graph.AddSource<string, int>("right");
        _joined = _graph.Join("joined", _left, _right, static (_, left, right) =>
            left == 13 ? throw new InvalidOperationException("13") : (left * 100) + right);
        _graph.Build();
    }

    [Fact]
    public void Join_KeysOfEitherSide_AreThereAndBothAreCombined()
    {
        Set(_left, "a", 1);
        Set(_right, "b", 2);
        Set(_left, "c", 3);
        Set(_right, "c", 4);

        Assert.Equal([1, 2, 304], Values());

        Delete(_left, "c");
        Delete(_right, "b");
        Assert.Equal([1, 4], Values());
    }

    [Fact]
    public void Join_EqualResult_EndsTheWave()
    {
        Set(_left, "c", 3);
        Set(_right, "c", 104);
        TurnResult result = Apply(batch =>
        {
            batch.Upsert(_left, s_cluster, "c", 4);
            batch.Upsert(_right, s_cluster, "c", 4);
        });

        Assert.Equal([404], Values());
        Assert.Empty(result.Changes(_joined));
    }

    [Fact]
    public void Join_FunctionFails_KeepsTheLastValue()
    {
        Set(_left, "c", 1);
        Set(_right, "c", 2);
        TurnResult result = Apply(batch => batch.Upsert(_left, s_cluster, "c", 13));

        Assert.Equal("joined", Assert.Single(result.Errors).Node);
        Assert.Equal([102], Values());
    }

    [Fact]
    public void Join_RandomEdits_EqualsAFreshJoin()
    {
        Random random = new(7);
        Dictionary<string, int> left = [];
        Dictionary<string, int> right = [];
        for (int turn = 0; turn < 300; turn++)
        {
            Apply(batch =>
            {
                for (int edit = 0; edit < 3; edit++)
                {
                    Edit(batch, random, _left, left);
                    Edit(batch, random, _right, right);
                }
            });
            foreach (string key in left.Keys.Union(right.Keys))
            {
                bool isLeft = left.TryGetValue(key, out int l);
                bool isRight = right.TryGetValue(key, out int r);
                Assert.True(_graph.Current.TryGet(_joined, key, out int value));
                Assert.Equal(isLeft && isRight ? (l * 100) + r : isLeft ? l : r, value);
            }

            Assert.Equal(left.Keys.Union(right.Keys).Count(), _graph.Current.Count(_joined));
            Assert.Empty(_graph.Verify().Findings);
        }
    }

    private static void Edit(ChangeBatch batch, Random random, Source<string, int> source, Dictionary<string, int> mirror)
    {
        string key = $"k{random.Next(12)}";
        if (random.Next(3) == 0)
        {
            batch.Delete(source, s_cluster, key);
            mirror.Remove(key);
        }
        else
        {
            int value = random.Next(10);
            batch.Upsert(source, s_cluster, key, value);
            mirror[key] = value;
        }
    }

    private TurnResult Apply(Action<ChangeBatch> fill)
    {
        ChangeBatch batch = _graph.NewBatch();
        fill(batch);
        return _graph.Apply(batch);
    }

    private void Set(Source<string, int> source, string key, int value) =>
        Apply(batch => batch.Upsert(source, s_cluster, key, value));

    private void Delete(Source<string, int> source, string key) => Apply(batch => batch.Delete(source, s_cluster, key));

    private IEnumerable<int> Values() => _graph.Current.All(_joined).ToArray().Select(static entry => entry.Value);
}
