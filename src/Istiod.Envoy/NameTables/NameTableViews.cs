using Istiod.Incremental;
using Istiod.Model;
using Istiod.Resources;

namespace Istiod.Envoy.NameTables;

/// <summary>The DNS name table of proxies: one resource without a name.</summary>
internal sealed class NameTableViews
{
    private readonly MeshModel _model;
    private readonly Memo<NameTableKey, ResourceView> _tables;

    /// <summary>Adds the memo to <paramref name="graph"/>.</summary>
    public NameTableViews(Graph graph, MeshModel model, ResourceStore store)
    {
        _model = model;
        _tables = graph.AddMemo<NameTableKey, ResourceView>(
            "name-table",
            (key, reads) => ResourceView.Take([store.Create("", new NameTableBuilder(model, key, reads).Build())]),
            SameView.Instance);
    }

    /// <summary>The table of a proxy.</summary>
    public ResourceView View(ProxyIdentity proxy, Reads reads)
    {
        ProxyWorkload workload = reads.Get(_model.Workloads, proxy);
        return reads.Get(
            _tables,
            new NameTableKey(
                _model.ScopeOf(proxy, reads),
                AddressView.Of(proxy, _model.SettingsOf(reads).Features),
                workload.Network));
    }
}
