using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Istiod.Protobuf;
using Istiod.Resources;

namespace Istiod.Testing.Xds;

/// <summary>A view provider whose views a test sets; all proxies get the same. Thread-safe.</summary>
public sealed class ScriptedViews : IViewProvider
{
    private readonly Lock _lock = new();
    private readonly ConcurrentDictionary<Proxy, byte> _proxies = new();
    private readonly ResourceStore _store = new();
    private State _state = new(1, new ResourceView?[XdsType.All.Length], new Dictionary<string, XdsResource>());

    /// <summary>Proxies that are taken on now.</summary>
    public int OpenCount => _proxies.Count;

    /// <summary>Why proxies are refused; <c>null</c> takes all.</summary>
    public string? Refusal { get; set; }

    /// <summary>Number of <see cref="IViewSnapshot.View"/> calls so far.</summary>
    public int ViewCalls => _viewCalls;

    private int _viewCalls;

    /// <summary>The current revision.</summary>
    public long Revision => Volatile.Read(ref _state).Revision;

    /// <summary>A resource whose bytes tell <paramref name="content"/>.</summary>
    public XdsResource Resource(string name, string content) =>
        _store.Create(name, new Struct { Fields = { ["name"] = Value.For(name), ["content"] = Value.For(content) } });

    /// <summary>The view of these names and contents.</summary>
    public ResourceView View(params ReadOnlySpan<(string Name, string Content)> resources)
    {
        XdsResource[] made = new XdsResource[resources.Length];
        for (int i = 0; i < made.Length; i++)
        {
            made[i] = Resource(resources[i].Name, resources[i].Content);
        }

        return ResourceView.Take(made);
    }

    /// <summary>Makes one revision of new views and tells all proxies; the types named are invalidated.</summary>
    public void Set(params ReadOnlySpan<(XdsType Type, ResourceView? View)> views)
    {
        XdsTypeSet types = XdsTypeSet.None;
        long revision;
        lock (_lock)
        {
            ResourceView?[] next = (ResourceView?[])_state.Views.Clone();
            foreach ((XdsType type, ResourceView? view) in views)
            {
                next[type.Order] = view;
                types = types.With(type);
            }

            revision = _state.Revision + 1;
            Volatile.Write(ref _state, _state with { Revision = revision, Views = next });
        }

        foreach (Proxy proxy in _proxies.Keys)
        {
            proxy.Listener.Invalidated(types, revision);
        }
    }

    /// <summary>Makes <paramref name="name"/> buildable on demand in every type.</summary>
    public void OnDemand(string name, string content)
    {
        lock (_lock)
        {
            Dictionary<string, XdsResource> next = new(_state.OnDemand) { [name] = Resource(name, content) };
            Volatile.Write(ref _state, _state with { OnDemand = next });
        }
    }

    /// <inheritdoc/>
    public bool TryOpen(
        ProxyNode node,
        IViewListener listener,
        [NotNullWhen(true)] out IProxyViews? views,
        [NotNullWhen(false)] out string? refusal)
    {
        refusal = Refusal;
        if (refusal is not null)
        {
            views = null;
            return false;
        }

        Proxy proxy = new(this, node, listener);
        _proxies[proxy] = 0;
        views = proxy;
        return true;
    }

    private sealed record State(long Revision, ResourceView?[] Views, Dictionary<string, XdsResource> OnDemand);

    private sealed class Proxy(ScriptedViews owner, ProxyNode node, IViewListener listener) : IProxyViews
    {
        public IViewListener Listener { get; } = listener;

        public string NodeId => node.Id.Split('~') is [_, _, string id, _] ? id : node.Id;

        public IViewSnapshot Snapshot() => new Snapshot(owner, Volatile.Read(ref owner._state));

        public void Dispose() => owner._proxies.TryRemove(this, out _);
    }

    private sealed class Snapshot(ScriptedViews owner, State state) : IViewSnapshot
    {
        public long Revision => state.Revision;

        public ResourceView? View(XdsType type, NameList names)
        {
            Interlocked.Increment(ref owner._viewCalls);
            ResourceView? view = state.Views[type.Order];
            if (view is null || names.Count == 0)
            {
                return view;
            }

            List<XdsResource> extra = [];
            foreach (string name in names.Names)
            {
                if (view.IndexOf(name) < 0 && state.OnDemand.TryGetValue(name, out XdsResource? resource))
                {
                    extra.Add(resource);
                }
            }

            return extra.Count == 0 ? view : view.Merge(ResourceView.Take([.. extra]));
        }
    }
}
