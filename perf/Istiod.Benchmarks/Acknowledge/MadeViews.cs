using Istiod.Resources;

namespace Istiod.Benchmarks.Acknowledge;

/// <summary>One view, whatever is asked for.</summary>
internal sealed class MadeViews(ResourceView view) : IProxyViews, IViewSnapshot
{
    public string NodeId => "made";

    public long Revision => 1;

    public IViewSnapshot Snapshot() => this;

    public ResourceView? View(XdsType type, NameList names) => view;

    public void Dispose()
    {
    }
}
