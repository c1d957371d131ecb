using Istiod.Incremental;
using Istiod.Model;
using Istiod.Primitives;
using Istiod.Protos.Istio.Mesh.V1Alpha1;
using Istiod.Resources;

namespace Istiod.Envoy.Secrets;

/// <summary>The mesh's roots for agents (PCDS): one resource without a name, the same for all.</summary>
/// <remarks>istiod: pilot/pkg/xds/pcds.go.</remarks>
internal sealed class TrustAnchorViews
{
    private readonly MeshModel _model;
    private readonly Memo<Unit, ResourceView> _view;

    /// <summary>Adds the memo to <paramref name="graph"/>.</summary>
    public TrustAnchorViews(Graph graph, MeshModel model, ResourceStore store)
    {
        _model = model;
        _view = graph.AddMemo<Unit, ResourceView>("trust-anchor-views", (_, reads) =>
        {
            ProxyConfig config = new();
            if (reads.TryGet(model.TrustAnchors, out ValueArray<string> anchors))
            {
                config.CaCertificatesPem.AddRange(anchors);
            }

            return ResourceView.Take([store.Create("", config)]);
        });
    }

    /// <summary>The roots; <c>null</c> where the mesh has but one.</summary>
    public ResourceView? View(Reads reads) =>
        _model.SettingsOf(reads).Features.MultirootMesh ? reads.Get(_view, default) : null;
}
