using Istiod.Envoy;
using Istiod.Incremental;
using Istiod.Model;
using Istiod.Resources;

namespace Istiod.Render;

/// <summary>The open views of one proxy. Keeps what it last asked for in memory until it asks otherwise or closes.</summary>
internal sealed class ProxySession : IProxyViews
{
    private readonly Graph _graph;
    private readonly Memo<ProxyViewKey, ResourceView?> _views;
    private readonly Action<ProxySession> _close;
    private readonly Lock _lock = new();
    private readonly NameList?[] _retained = new NameList?[XdsType.All.Length];
    private bool _isClosed;
    private XdsTypeSet _marks;

    public ProxySession(
        ProxyIdentity proxy,
        Graph graph,
        Memo<ProxyViewKey, ResourceView?> views,
        IViewListener listener,
        Action<ProxySession> close)
    {
        Proxy = proxy;
        Listener = listener;
        _graph = graph;
        _views = views;
        _close = close;
    }

    public ProxyIdentity Proxy { get; }

    public IViewListener Listener { get; }

    public string NodeId => Proxy.Id;

    public IViewSnapshot Snapshot() => new RevisionSnapshot(this, _graph.Current);

    /// <summary>Notes that a view may have changed; marked and taken under the pipeline's lock.</summary>
    /// <returns>Whether it is the first mark.</returns>
    public bool Mark(XdsType type)
    {
        bool isFirst = _marks.IsEmpty;
        _marks = _marks.With(type);
        return isFirst;
    }

    /// <summary>The types that were marked, which then are not any more.</summary>
    public XdsTypeSet TakeMarks()
    {
        XdsTypeSet marks = _marks;
        _marks = XdsTypeSet.None;
        return marks;
    }

    public void Dispose()
    {
        lock (_lock)
        {
            if (_isClosed)
            {
                return;
            }

            _isClosed = true;
            for (int i = 0; i < _retained.Length; i++)
            {
                if (_retained[i] is { } names)
                {
                    _views.Release(new ProxyViewKey(Proxy, XdsType.All[i], names));
                    _retained[i] = null;
                }
            }
        }

        _close(this);
    }

    /// <summary>Makes <paramref name="key"/> the one of its type that is kept.</summary>
    private void Retain(ProxyViewKey key)
    {
        lock (_lock)
        {
            NameList? before = _retained[key.Type.Order];
            if (_isClosed || key.Names.Equals(before))
            {
                return;
            }

            _views.Retain(key);
            _retained[key.Type.Order] = key.Names;
            if (before is not null)
            {
                _views.Release(key with { Names = before });
            }
        }
    }

    private sealed class RevisionSnapshot(ProxySession session, Revision revision) : IViewSnapshot
    {
        public long Revision => revision.Number;

        /// <summary>Types of which a proxy may ask for what is not expected of it; all others come whole.</summary>
        private static bool IsBuiltOnDemand(XdsType type) =>
            type == XdsType.Route || type == XdsType.Secret || type == XdsType.ExtensionConfig;

        public ResourceView? View(XdsType type, NameList names)
        {
            ProxyViewKey key = new(session.Proxy, type, IsBuiltOnDemand(type) ? names : NameList.Empty);
            session.Retain(key);
            return revision.Get(session._views, key);
        }
    }
}
