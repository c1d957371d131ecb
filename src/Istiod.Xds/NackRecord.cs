using Istiod.Resources;

namespace Istiod.Xds;

/// <summary>One rejection by a proxy.</summary>
/// <param name="ConnectionId">The stream's connection id.</param>
/// <param name="Type">Type of the rejected response.</param>
/// <param name="Version">Push version of the response; empty if the peer named none that waits.</param>
/// <param name="Code">gRPC code that the peer gave.</param>
/// <param name="Message">The peer's text, as it came.</param>
/// <param name="Time">When.</param>
public sealed record NackRecord(
    string ConnectionId, XdsType Type, string Version, int Code, string Message, DateTimeOffset Time);
