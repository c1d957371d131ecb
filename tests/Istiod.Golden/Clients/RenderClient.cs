using Istiod.Resources;

namespace Istiod.Golden.Clients;

/// <summary>Takes answers straight from the views, without protocol.</summary>
internal sealed class RenderClient : IXdsClient, IViewListener
{
    private readonly IProxyViews _views;

    public RenderClient(IViewProvider provider, ProxyNode node)
    {
        if (!provider.TryOpen(node, this, out IProxyViews? views, out string? refusal))
        {
            throw new InvalidDataException($"{node.Id} is refused: {refusal}");
        }

        _views = views;
    }

    public void Invalidated(XdsTypeSet types, long revision)
    {
        // nothing changes while a case is rendered
    }

    public Task<IReadOnlyList<ReadOnlyMemory<byte>>?> FetchAsync(XdsType type, IReadOnlyList<string> names)
    {
        NameList list = NameList.From([.. names]);
        ResourceView? view = _views.Snapshot().View(type, list);
        if (view is null)
        {
            return Task.FromResult<IReadOnlyList<ReadOnlyMemory<byte>>?>(null);
        }

        // ambient names are addresses too, under which the view already chose
        bool isByName = names.Count > 0 && type != XdsType.Address && type != XdsType.Workload;
        List<ReadOnlyMemory<byte>> bodies = [];
        foreach (XdsResource resource in view.Resources)
        {
            if (!isByName || list.Contains(resource.Name))
            {
                bodies.Add(resource.ToArray());
            }
        }

        return Task.FromResult<IReadOnlyList<ReadOnlyMemory<byte>>?>(bodies);
    }

    public ValueTask DisposeAsync()
    {
        _views.Dispose();
        return ValueTask.CompletedTask;
    }
}
