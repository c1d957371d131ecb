using Istiod.Grpc;
using Istiod.Resources;

namespace Istiod.Xds;

/// <summary>Decides whether a known peer may be the proxy it says it is.</summary>
public interface IXdsAuthorizer
{
    /// <summary>Checks one new stream. Not asked for peers without identity.</summary>
    /// <param name="identity">Who the peer is.</param>
    /// <param name="node">Who it says it is.</param>
    /// <returns><c>null</c> if that fits; else the text of a PermissionDenied.</returns>
    string? Refuse(PeerIdentity identity, ProxyNode node);
}
