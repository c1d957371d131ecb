using System.Text;
using Istiod.Config;
using Istiod.Model;
using Istiod.Render.Tests.Mesh;

namespace Istiod.Render.Tests.Equivalence;

/// <summary>The objects that random edits of an area play with, and the generator of these edits.</summary>
internal sealed class MeshScenario
{
    private static readonly ObjectShape[] s_all =
        [.. RegistryShapes.All(), .. TrafficShapes.All(), .. PolicyShapes.All(), .. GatewayShapes.All(), .. ExtensionShapes.All(), .. IngressShapes.All(), .. SecretShapes.All()];

    private readonly int[] _edited;
    private readonly bool _editsSettings;
    private readonly bool _dropsClusters;
    private readonly int? _fed;

    public MeshScenario(string area)
    {
        Area = area;
        _editsSettings = area is "settings" or "all";
        _dropsClusters = area is RegistryShapes.ServicesArea or RegistryShapes.WorkloadsArea or "all";
        _fed = area switch
        {
            PolicyShapes.SecurityArea => MeshEdit.Keys,
            SecretShapes.SecretsArea => MeshEdit.Reviews,
            _ => null,
        };
        _edited = [.. Enumerable.Range(0, s_all.Length).Where(i => area is "all" or "settings" || s_all[i].Area == area)];
    }

    public string Area { get; }

    public static ObjectShape Shape(int index) => s_all[index];

    /// <summary>Turns of edits; the first one fills the mesh. Equal seeds give equal turns.</summary>
    public List<List<MeshEdit>> Generate(int seed, int turns)
    {
        Random random = new(seed);
        List<List<MeshEdit>> all = [Fill(random)];
        Dictionary<int, int[]?> state = [];
        foreach (MeshEdit edit in all[0])
        {
            state[edit.Shape] = edit.Choices;
        }

        for (int i = 0; i < turns; i++)
        {
            List<MeshEdit> turn = [];
            for (int n = random.Next(4) == 0 ? random.Next(2, 6) : 1; n > 0; n--)
            {
                MeshEdit edit = Next(random, state);
                turn.Add(edit);
                state[edit.Shape] = edit.Choices;
            }

            all.Add(turn);
        }

        return all;
    }

    /// <summary>
    /// All objects, and then each choice of each object of the area (or of the settings) alone in a turn: each option, and back. What a
    /// read is recorded for shows best where nothing else changes.
    /// </summary>
    /// <param name="seed">Tells also the settings: plain, with every feature turned over, random, with networks and selectors.</param>
    public List<List<MeshEdit>> Sweep(int seed)
    {
        Random random = new(seed);
        int[] settings = SweptSettings(seed, random);
        List<MeshEdit> fill = [new MeshEdit(MeshEdit.Settings, settings)];
        for (int i = 0; i < s_all.Length; i++)
        {
            fill.Add(new MeshEdit(i, Choices(random, seed % 2 == 1 ? 4 : 2)));
        }

        List<List<MeshEdit>> turns = [fill];
        if (Area == "settings")
        {
            for (int at = 0; at < Math.Min(SettingsShape.Used, Picks.Length - 1); at++)
            {
                turns.Add([new MeshEdit(MeshEdit.Settings, With(settings, at, 1))]);
                turns.Add([new MeshEdit(MeshEdit.Settings, With(settings, at, 2))]);
                turns.Add([new MeshEdit(MeshEdit.Settings, settings)]);
            }

            return turns;
        }

        foreach (int shape in _edited)
        {
            AddSweep(turns, shape, fill[shape + 1].Choices ?? settings);
        }

        // From nothing of the area: what is looked for and is not there is a read too.
        turns.Add([.. _edited.Select(shape => new MeshEdit(shape, null))]);
        foreach (int shape in _edited)
        {
            turns.Add([new MeshEdit(shape, fill[shape + 1].Choices)]);
        }

        if (_fed is { } fed)
        {
            turns.Add([new MeshEdit(fed, With(settings, 0, 1))]);
            turns.Add([new MeshEdit(fed, With(settings, 0, 2))]);
            turns.Add([new MeshEdit(fed, null)]);
        }

        return turns;
    }

    private static void AddSweep(List<List<MeshEdit>> turns, int shape, int[] before)
    {
        int used = s_all[shape].Used(before);
        for (int at = 0; at < Math.Min(used, Picks.Length - 1); at++)
        {
            HashSet<string> seen = new(StringComparer.Ordinal) { s_all[shape].Text(before) };
            for (int step = 1; step < 6; step++)
            {
                int[] choices = With(before, at, step);
                if (seen.Add(s_all[shape].Text(choices)))
                {
                    turns.Add([new MeshEdit(shape, choices)]);
                }
            }

            turns.Add([new MeshEdit(shape, before)]);
        }

        turns.Add([new MeshEdit(shape, null)]);
        turns.Add([new MeshEdit(shape, before)]);
    }

    private static int[] With(int[] choices, int at, int step)
    {
        int[] changed = [.. choices];
        changed[at] += step;
        return changed;
    }

    private static int[] SweptSettings(int seed, Random random)
    {
        int[] settings = new int[Picks.Length];
        switch (seed % 4)
        {
            case 2:
                settings.AsSpan(SettingsShape.Features).Fill(2);
                settings[SettingsShape.Networks] = 1;
                break;
            case 3:
                settings = Choices(random);
                break;
            case 0:
                settings[SettingsShape.Networks] = 1;
                settings[SettingsShape.Selectors] = 1;
                break;
        }

        settings.AsSpan(0, SettingsShape.Vital).Clear();
        return settings;
    }

    public static ConfigObject Object(int shape, int[] choices) => s_all[shape].Make(choices, shape);

    public static MeshSettings SettingsOf(int[]? choices) =>
        choices is null ? SettingsShape.Plain : SettingsShape.Make(choices);

    public static string Describe(IReadOnlyList<List<MeshEdit>> turns)
    {
        StringBuilder text = new();
        for (int i = 0; i < turns.Count; i++)
        {
            text.Append("--- turn ").Append(i).Append('\n');
            foreach (MeshEdit edit in turns[i])
            {
                string what = edit.Shape switch
                {
                    MeshEdit.DropRemote => "drop remote-a",
                    MeshEdit.Keys => "keys " + edit.Choices?[0],
                    MeshEdit.Reviews => "reviews " + edit.Choices?[0],
                    MeshEdit.Settings => "settings:\n" + SettingsShape.Text(edit.Choices ?? new int[Picks.Length]),
                    _ when edit.Choices is null => $"delete {s_all[edit.Shape]}",
                    _ => $"{s_all[edit.Shape]}:\n{s_all[edit.Shape].Text(edit.Choices)}",
                };
                text.Append(what).Append('\n');
            }
        }

        return text.ToString();
    }

    private static int[] Choices(Random random, int odds = 2)
    {
        int[] choices = new int[Picks.Length];
        for (int i = 0; i < choices.Length; i++)
        {
            // Every other option, or more, is the first one, so that most objects are ordinary.
            choices[i] = random.Next(odds) > 0 ? 0 : random.Next(60);
        }

        return choices;
    }

    private List<MeshEdit> Fill(Random random)
    {
        List<MeshEdit> edits = [new MeshEdit(MeshEdit.Settings, _editsSettings || random.Next(3) == 0 ? Choices(random) : new int[Picks.Length])];
        for (int i = 0; i < s_all.Length; i++)
        {
            bool isRegistry = s_all[i].Area is RegistryShapes.ServicesArea or RegistryShapes.WorkloadsArea;
            bool isOurs = s_all[i].Area == Area;

            // What the area does not edit is mostly there if it is services, mostly not if it is anything else.
            if (random.Next(10) < (isRegistry || isOurs || Area is "all" ? 8 : 3))
            {
                edits.Add(new MeshEdit(i, Choices(random)));
            }
        }

        return edits;
    }

    private MeshEdit Next(Random random, Dictionary<int, int[]?> state)
    {
        if (_editsSettings && random.Next(Area == "settings" ? 2 : 10) == 0)
        {
            return new MeshEdit(MeshEdit.Settings, Vary(random, state.GetValueOrDefault(MeshEdit.Settings)));
        }

        if (_dropsClusters && random.Next(15) == 0)
        {
            return new MeshEdit(MeshEdit.DropRemote, null);
        }

        if ((_fed is not null || Area == "all") && random.Next(25) == 0)
        {
            int fed = _fed ?? (random.Next(2) == 0 ? MeshEdit.Keys : MeshEdit.Reviews);
            return new MeshEdit(fed, random.Next(3) == 0 ? null : Choices(random));
        }

        int shape = _edited[random.Next(_edited.Length)];
        int[]? before = state.GetValueOrDefault(shape);
        return before is not null && random.Next(5) == 0
            ? new MeshEdit(shape, null)
            : new MeshEdit(shape, before is null || random.Next(5) == 0 ? Choices(random) : s_all[shape].Vary(random, before));
    }

    private static int[] Vary(Random random, int[]? before)
    {
        int[] choices = before is null ? new int[Picks.Length] : [.. before];
        choices[random.Next(choices.Length)] = random.Next(60);
        return choices;
    }
}
