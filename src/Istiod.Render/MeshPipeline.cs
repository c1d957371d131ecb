using System.Diagnostics.CodeAnalysis;
using Istiod.Compiler;
using Istiod.Envoy;
using Istiod.Files;
using Istiod.Incremental;
using Istiod.Model;
using Istiod.Primitives;
using Istiod.Resources;

namespace Istiod.Render;

/// <summary>The whole way from objects to resources, wired: sources, compiler, translators and the views of proxies.</summary>
/// <remarks>
/// One of these serves a mesh, live or offline, so that what is rendered offline is what streams carry.
/// Thread-safe: turns run one at a time, views are made on the callers' threads.
/// </remarks>
public sealed class MeshPipeline : IViewProvider
{
    private readonly Lock _sessionsLock = new();
    private readonly Dictionary<ProxyIdentity, ProxySession> _sessions = [];
    private readonly IReadOnlyDictionary<string, string> _clusterAliases;
    private readonly EnvoyViews _envoy;
    private int _turnsSinceSweep;

    /// <summary>Wires the graph and feeds the settings.</summary>
    /// <param name="settings">The mesh's settings.</param>
    /// <param name="clusterAliases">Cluster ids of node metadata that stand for others.</param>
    /// <param name="options">How the graph works.</param>
    public MeshPipeline(
        MeshSettings settings, IReadOnlyDictionary<string, string>? clusterAliases = null, GraphOptions? options = null)
    {
        _clusterAliases = clusterAliases ?? new Dictionary<string, string>();
        Store = new ResourceStore();
        Graph = new Graph(options);
        Sources = new MeshSources(Graph);
        Model = MeshCompiler.Wire(Graph, Sources);
        _envoy = new EnvoyViews(Graph, Model, Store);
        Graph.Build();
        SetSettings(settings);
    }

    /// <summary>The graph, for reports and verification.</summary>
    public Graph Graph { get; }

    /// <summary>What is fed.</summary>
    public MeshSources Sources { get; }

    /// <summary>What is derived.</summary>
    public MeshModel Model { get; }

    /// <summary>The bytes.</summary>
    public ResourceStore Store { get; }

    /// <summary>Number of proxies that have views open.</summary>
    public int OpenProxies
    {
        get
        {
            lock (_sessionsLock)
            {
                return _sessions.Count;
            }
        }
    }

    /// <summary>Raised after each turn that changed anything, on its thread; handlers return at once.</summary>
    public event Action<TurnResult>? Turned;

    /// <summary>Replaces the settings, in a turn of their own.</summary>
    public TurnResult SetSettings(MeshSettings settings)
    {
        ChangeBatch batch = Graph.NewBatch();
        batch.Upsert(Sources.Settings, ClusterId.None, SettingsKey.Mesh, settings);
        return Apply(batch);
    }

    /// <summary>Replaces the roots of the control plane's own authority (PEM), in a turn of their own.</summary>
    public TurnResult SetOwnRoots(string pem)
    {
        ChangeBatch batch = Graph.NewBatch();
        batch.Upsert(Sources.OwnRoots, ClusterId.None, default, pem);
        return Apply(batch);
    }

    /// <summary>Adds what files of one cluster brought to a batch.</summary>
    public void Add(ChangeBatch batch, ClusterId cluster, ConfigBatch changes)
    {
        foreach (ConfigChange change in changes.Changes)
        {
            if (!Sources.TryGet(change.Kind, out Source<ObjectKey, Config.ConfigObject>? source))
            {
                continue;
            }

            ObjectKey key = new(cluster, change.Key.Namespace, change.Key.Name);
            if (change.Object is null)
            {
                batch.Delete(source, cluster, key);
            }
            else
            {
                batch.Upsert(source, cluster, key, change.Object);
            }
        }
    }

    /// <summary>Runs a turn and tells the proxies whose views it may have changed.</summary>
    public TurnResult Apply(ChangeBatch batch)
    {
        TurnResult result = Graph.Apply(batch);
        Notify(result);
        if (result.HasChanges)
        {
            Turned?.Invoke(result);
        }

        if (result.HasChanges && ++_turnsSinceSweep >= 256)
        {
            _turnsSinceSweep = 0;
            Store.Sweep();
        }

        return result;
    }

    /// <inheritdoc/>
    public bool TryOpen(
        ProxyNode node,
        IViewListener listener,
        [NotNullWhen(true)] out IProxyViews? views,
        [NotNullWhen(false)] out string? refusal)
    {
        views = null;
        if (!ProxyReader.TryRead(
            node.Id,
            node.Cluster,
            node.Metadata,
            new Locality(node.Region, node.Zone, node.SubZone),
            _clusterAliases,
            node.Verified,
            out ProxyIdentity? proxy,
            out refusal))
        {
            return false;
        }

        ProxySession session = new(proxy, Graph, _envoy.Views, listener, Close);
        lock (_sessionsLock)
        {
            _sessions.Add(proxy, session);
        }

        views = session;
        return true;
    }

    /// <summary>The proxy whose views these are; <c>null</c> if another pipeline made them.</summary>
    public static ProxyIdentity? ProxyOf(IProxyViews views) => (views as ProxySession)?.Proxy;

    private void Close(ProxySession session)
    {
        lock (_sessionsLock)
        {
            _sessions.Remove(session.Proxy);
        }
    }

    private void Notify(TurnResult result)
    {
        if (result.DirtyMemos.Count == 0)
        {
            return;
        }

        // Every proxy may be in it, so it costs little for each: a mark on its session.
        List<ProxySession> dirty = [];
        XdsTypeSet[] types;
        lock (_sessionsLock)
        {
            foreach (MemoCell cell in result.DirtyMemos)
            {
                if (cell is MemoCell<ProxyViewKey, ResourceView?> view
                    && ReferenceEquals(view.Memo, _envoy.Views)
                    && _sessions.TryGetValue(view.Key.Proxy, out ProxySession? session)
                    && session.Mark(view.Key.Type))
                {
                    dirty.Add(session);
                }
            }

            types = new XdsTypeSet[dirty.Count];
            for (int i = 0; i < types.Length; i++)
            {
                types[i] = dirty[i].TakeMarks();
            }
        }

        for (int i = 0; i < types.Length; i++)
        {
            dirty[i].Listener.Invalidated(types[i], result.Revision.Number);
        }
    }
}
