using System.Globalization;
using Istiod.Render.Tests.Mesh;
using Istiod.Testing;

namespace Istiod.Render.Tests.Equivalence;

/// <summary>Plays sequences of edits with one read left unrecorded at a time, until each read site was noticed by one of them.</summary>
/// <param name="isTried">Which sites count.</param>
/// <param name="log">A file that gets each noticed site; those that it names already are not tried again. May be <c>null</c>.</param>
internal sealed class MutationCampaign(Func<string, bool> isTried, string? log)
{
    private readonly SortedDictionary<string, ReadSite> _sites = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, string> _noticed = Known(log);

    /// <summary>Sites that showed so far and count.</summary>
    public int Tried => _sites.Count;

    /// <summary>Sites that showed and that nothing noticed.</summary>
    public List<string> Survivors => [.. _sites.Keys.Where(site => !_noticed.ContainsKey(site))];

    /// <summary>Plays one sequence whole, and once more for every site that nothing noticed yet.</summary>
    /// <param name="verifies">Compares the values of the node that reads, computed afresh, instead of views: also what reaches no view.</param>
    public void Play(string name, List<List<MeshEdit>> turns, int seed, bool verifies)
    {
        using ExpectedViews expected = new(TestProxies.Some, turns);
        EditRun whole = new(TestProxies.Some, 1) { Check = verifies ? static _ => null : null };
        if (whole.Play(turns, seed, expected) is { } failure)
        {
            throw new InvalidOperationException($"{name} fails with every read recorded: {failure}");
        }

        SortedDictionary<string, ReadSite> here = new(StringComparer.Ordinal);
        foreach (ReadSite site in MutationRun.Sites(whole.Graph ?? throw new InvalidOperationException("it ran")))
        {
            if (isTried(site.ToString()))
            {
                here[site.ToString()] = site;
                _sites[site.ToString()] = site;
            }
        }

        foreach ((string text, ReadSite site) in here)
        {
            if (_noticed.ContainsKey(text))
            {
                continue;
            }

            EditRun run = new(TestProxies.Some, 1, graph => MutationRun.Skip(graph, site))
            {
                ComparesBytes = false,
                Check = verifies ? graph => MutationRun.Check(graph, site) : null,
            };
            if (run.Play(turns, seed, expected) is { } notice)
            {
                Note(text, string.Create(CultureInfo.InvariantCulture, $"{name} {notice.Split(',', '\n')[0]}"));
            }
        }
    }

    private static SortedDictionary<string, string> Known(string? log)
    {
        SortedDictionary<string, string> known = new(StringComparer.Ordinal);
        foreach (string line in log is not null && File.Exists(log) ? File.ReadAllLines(log) : [])
        {
            string[] parts = line.Split('\t');
            known[parts[0]] = parts.Length > 1 ? parts[1] : "";
        }

        return known;
    }

    private void Note(string site, string by)
    {
        _noticed[site] = by;
        if (log is not null)
        {
            File.AppendAllText(log, $"{site}\t{by}\n");
        }
    }
}
