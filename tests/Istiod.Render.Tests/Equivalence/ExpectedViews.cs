using Istiod.Render.Tests.Mesh;
using Istiod.Resources;

namespace Istiod.Render.Tests.Equivalence;

/// <summary>What proxies should have after each turn of a sequence: made by fresh pipelines, each at most once.</summary>
internal sealed class ExpectedViews : IDisposable
{
    private readonly IReadOnlyList<ProxyNode> _proxies;
    private readonly List<Dictionary<int, MeshEdit>> _states = [];
    private readonly Dictionary<(int Turn, int Proxy, XdsType Type), ResourceView?> _views = [];
    private OpenMesh? _mesh;
    private int _turn = -1;

    public ExpectedViews(IReadOnlyList<ProxyNode> proxies, IReadOnlyList<List<MeshEdit>> turns)
    {
        _proxies = proxies;
        Dictionary<int, MeshEdit> state = [];
        foreach (List<MeshEdit> turn in turns)
        {
            foreach (MeshEdit edit in turn)
            {
                Note(state, edit);
            }

            _states.Add(new Dictionary<int, MeshEdit>(state));
        }
    }

    /// <summary>The view of a proxy after a turn.</summary>
    public ResourceView? View(int turn, int proxy, XdsType type)
    {
        if (_views.TryGetValue((turn, proxy, type), out ResourceView? known))
        {
            return known;
        }

        ResourceView? view = MeshOf(turn).View(proxy, type, out _);
        _views.Add((turn, proxy, type), view);
        return view;
    }

    /// <summary>The pipeline of a turn; that of the turn before is let go, its views stay.</summary>
    private OpenMesh MeshOf(int turn)
    {
        if (_mesh is null || turn != _turn)
        {
            _mesh?.Dispose();
            Dictionary<int, MeshEdit> state = _states[turn];
            _mesh = new OpenMesh(_proxies, MeshScenario.SettingsOf(state.GetValueOrDefault(MeshEdit.Settings).Choices));
            _mesh.Apply(state.Values);
            _turn = turn;
        }

        return _mesh;
    }

    public void Dispose() => _mesh?.Dispose();

    private static void Note(Dictionary<int, MeshEdit> state, MeshEdit edit)
    {
        if (edit.Shape == MeshEdit.DropRemote)
        {
            foreach (int shape in state.Keys.ToArray())
            {
                if (shape >= 0 && MeshScenario.Shape(shape).Cluster == RegistryShapes.Remote)
                {
                    state.Remove(shape);
                }
            }
        }
        else if (edit.Choices is null)
        {
            state.Remove(edit.Shape);
        }
        else
        {
            state[edit.Shape] = edit;
        }
    }
}
