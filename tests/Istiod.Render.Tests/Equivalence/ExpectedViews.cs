using Istiod.Render.Tests.Mesh;
using Istiod.Resources;

namespace Istiod.Render.Tests.Equivalence;

/// <summary>What proxies should have after each turn of a sequence: made by fresh pipelines, each at most once.</summary>
internal sealed class ExpectedViews
{
    private readonly IReadOnlyList<ProxyNode> _proxies;
    private readonly List<Dictionary<int, MeshEdit>> _states = [];
    private readonly OpenMesh?[] _meshes;

    public ExpectedViews(IReadOnlyList<ProxyNode> proxies, IReadOnlyList<List<MeshEdit>> turns)
    {
        _proxies = proxies;
        _meshes = new OpenMesh?[turns.Count];
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
        if (_meshes[turn] is not { } mesh)
        {
            Dictionary<int, MeshEdit> state = _states[turn];
            mesh = new OpenMesh(_proxies, MeshScenario.SettingsOf(state.GetValueOrDefault(MeshEdit.Settings).Choices));
            mesh.Apply(state.Values);
            _meshes[turn] = mesh;
        }

        return mesh.View(proxy, type, out _);
    }

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
