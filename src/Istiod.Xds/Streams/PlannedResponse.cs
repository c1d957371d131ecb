using Istiod.Resources;

namespace Istiod.Xds.Streams;

/// <summary>One response that is to be written next: references to shared resources, no bytes of its own.</summary>
internal sealed class PlannedResponse
{
    /// <summary>Its type's state; <c>null</c> for a type that is not served.</summary>
    public TypeState? State { get; init; }

    /// <summary>The type's URL.</summary>
    public ReadOnlyMemory<byte> TypeUrl { get; init; }

    /// <summary>What the response carries.</summary>
    public ReadOnlyMemory<XdsResource> Resources { get; init; }

    /// <summary>Names that a delta response takes away.</summary>
    public ReadOnlyMemory<string> Removed { get; init; }

    /// <summary>Those of <see cref="Resources"/> that differ from what the peer has.</summary>
    public ReadOnlyMemory<XdsResource> Changed { get; init; }

    /// <summary>The revision it belongs to.</summary>
    public long Revision { get; init; }

    /// <summary>For debug types only.</summary>
    public DebugParts? Debug { get; init; }
}
