using Istiod.Grpc;
using Istiod.Resources;

namespace Istiod.Xds;

/// <summary>One accepted stream, for observers and debug pages. Thread-safe.</summary>
public sealed class XdsConnection
{
    private readonly XdsStream _stream;

    internal XdsConnection(
        string id, string nodeId, string peer, bool isDelta, PeerIdentity? identity, Facts facts, XdsStream stream)
    {
        Id = id;
        NodeId = nodeId;
        Peer = peer;
        IsDelta = isDelta;
        Identity = identity;
        ConnectedAt = facts.ConnectedAt;
        ProxyVersion = facts.ProxyVersion;
        ClusterId = facts.ClusterId;
        Views = facts.Views;
        _stream = stream;
    }

    /// <summary><c>&lt;node id part&gt;-&lt;counter&gt;</c>, e.g. <c>web-1.default-7</c>.</summary>
    public string Id { get; }

    /// <summary>The node's whole id, as it was sent.</summary>
    public string NodeId { get; }

    /// <summary>Address and port of the peer.</summary>
    public string Peer { get; }

    /// <summary>Whether the stream speaks the delta variant.</summary>
    public bool IsDelta { get; }

    /// <summary>Who the peer is; <c>null</c> on plaintext.</summary>
    public PeerIdentity? Identity { get; }

    /// <summary>When it was accepted.</summary>
    public DateTimeOffset ConnectedAt { get; }

    /// <summary>The proxy's ISTIO_VERSION; empty if it tells none.</summary>
    public string ProxyVersion { get; }

    /// <summary>The proxy's CLUSTER_ID; empty if it tells none.</summary>
    public string ClusterId { get; }

    /// <summary>What the proxy should have; for those who made it. Never to be disposed by others than the stream.</summary>
    public IProxyViews Views { get; }

    /// <summary>How each subscribed type stands, in push order. A look from outside: the stream may go on meanwhile.</summary>
    public IReadOnlyList<TypeStatus> Types => _stream.Describe();

    /// <summary>Ends the stream, as the reference's debug page does on demand; the client comes back.</summary>
    public void Close() => _stream.Close();

    /// <summary>Sends everything that the proxy subscribed to, changed or not, as soon as it is its turn.</summary>
    public void Resend() => _stream.Resend();

    internal readonly record struct Facts(DateTimeOffset ConnectedAt, string ProxyVersion, string ClusterId, IProxyViews Views);
}
