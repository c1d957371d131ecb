using Istiod.Resources;

namespace Istiod.Xds.Streams;

/// <summary>What one type has to be told in one plan.</summary>
internal sealed class TypeWork(TypeState state, ResourceView before, ResourceView view)
{
    public TypeState State { get; } = state;

    /// <summary>The view the peer was brought to before.</summary>
    public ResourceView Before { get; } = before;

    /// <summary>The view it is brought to.</summary>
    public ResourceView View { get; } = view;

    /// <summary>Resources that are new for the peer, in name order, no name twice.</summary>
    public ReadOnlyMemory<XdsResource> Changed { get; set; }

    /// <summary>Names the peer must drop, in order, none of them in the view.</summary>
    public ReadOnlyMemory<string> Removed { get; set; }

    /// <summary>A response is owed even if there is nothing to tell.</summary>
    public bool IsOwed { get; set; }

    public bool HasChanges => !Changed.IsEmpty || IsOwed;

    public bool IsNeeded => HasChanges || !Removed.IsEmpty;
}
