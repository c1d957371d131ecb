using Istiod.Incremental;
using Istiod.Resources;

namespace Istiod.Render.Tests.Equivalence;

/// <summary>Plays edits into one pipeline and compares its views after each turn with those of a fresh pipeline.</summary>
internal sealed class EditRun
{
    private readonly IReadOnlyList<ProxyNode> _proxies;
    private readonly double _share;
    private readonly Action<Graph>? _prepare;

    /// <param name="share">Share of views that are looked at after each turn but the last, where all are.</param>
    /// <param name="prepare">Called with the incremental graph before the first turn.</param>
    public EditRun(IReadOnlyList<ProxyNode> proxies, double share, Action<Graph>? prepare = null)
    {
        _proxies = proxies;
        _share = share;
        _prepare = prepare;
    }

    /// <summary>Whether bytes are compared too, where names and versions are the same.</summary>
    public bool ComparesBytes { get; init; } = true;

    /// <summary>Whether every value of the graph is computed afresh too, at the end and where all views are looked at.</summary>
    public bool Verifies { get; init; }

    /// <summary>Called after each turn that was looked at, instead of comparing views: what is wrong, if anything.</summary>
    public Func<Graph, string?>? Check { get; init; }

    /// <summary>The graph of the last run.</summary>
    public Graph? Graph { get; private set; }

    /// <summary>What differs first; <c>null</c> if nothing does.</summary>
    public string? Play(IReadOnlyList<List<MeshEdit>> turns, int seed)
    {
        using ExpectedViews expected = new(_proxies, turns);
        return Play(turns, seed, expected);
    }

    /// <summary>The same against views that are known already.</summary>
    public string? Play(IReadOnlyList<List<MeshEdit>> turns, int seed, ExpectedViews expected)
    {
        try
        {
            return PlayUnguarded(turns, new Random(seed), expected);
        }
        catch (Exception thrown) when (thrown is InvalidOperationException or DerivationException)
        {
            // A function that throws is a finding like any other: it is to be shrunk.
            return thrown.ToString();
        }
    }

    private string? PlayUnguarded(IReadOnlyList<List<MeshEdit>> turns, Random random, ExpectedViews expected)
    {
        using OpenMesh mesh = new(_proxies);
        Graph = mesh.Pipeline.Graph;
        _prepare?.Invoke(Graph);
        Dictionary<(int Proxy, XdsType Type), ResourceView?> seen = [];
        for (int turn = 0; turn < turns.Count; turn++)
        {
            mesh.Apply(turns[turn]);
            bool isLast = turn == turns.Count - 1;

            // Some turns pass with nobody looking, so that what was missed adds up.
            if (!isLast && _share < 1 && random.Next(2) == 0)
            {
                continue;
            }

            for (int proxy = 0; proxy < mesh.Count; proxy++)
            {
                foreach (XdsType type in OpenMesh.Types)
                {
                    if (!isLast && random.NextDouble() >= _share)
                    {
                        continue;
                    }

                    ResourceView? mine = mesh.View(proxy, type, out bool wasDirty);
                    if (Check is not null)
                    {
                        continue;
                    }

                    string? difference = Difference(type, mine, expected.View(turn, proxy, type));
                    if (difference is null && !wasDirty && seen.TryGetValue((proxy, type), out ResourceView? before)
                        && Difference(type, mine, before) is { } change)
                    {
                        difference = "changed, but was not named dirty: " + change;
                    }

                    if (difference is not null)
                    {
                        return $"turn {turn}, {_proxies[proxy].Id}, {type}: {difference}";
                    }

                    seen[(proxy, type)] = mine;
                }
            }

            if (Verifies && (isLast || _share >= 1) && Graph.Verify() is { Findings.Count: > 0 } verified)
            {
                return $"turn {turn}: {verified.Findings[0]}";
            }

            if (Check?.Invoke(Graph) is { } wrong)
            {
                return $"turn {turn}: {wrong}";
            }
        }

        return null;
    }

    private string? Difference(XdsType type, ResourceView? mine, ResourceView? should) =>
        ReferenceEquals(mine, should) || (!ComparesBytes && mine is not null && should is not null && mine.ContentEquals(should))
            ? null
            : ViewComparison.Difference(type, mine, should);
}
