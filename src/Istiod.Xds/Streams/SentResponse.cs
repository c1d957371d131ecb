using Istiod.Resources;

namespace Istiod.Xds.Streams;

/// <summary>A response that the peer has not answered yet.</summary>
/// <param name="Nonce">Its nonce.</param>
/// <param name="Version">Its push version.</param>
/// <param name="Changed">What was new for the peer in it.</param>
/// <param name="Removed">What it took away.</param>
internal sealed record SentResponse(
    ulong Nonce, string Version, ReadOnlyMemory<XdsResource> Changed, ReadOnlyMemory<string> Removed);
