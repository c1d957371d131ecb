using System.Collections.Concurrent;
using Istiod.Protobuf;
using Istiod.Resources;
using Istiod.Xds;

namespace Istiod.Debug;

/// <summary>Open streams with what their nodes said, for debug pages. Thread-safe.</summary>
/// <remarks>Metadata is kept as bytes: a tree of it costs several times as much, and pages are seldom asked for.</remarks>
internal sealed class ConnectedProxies : IConnectionObserver
{
    private readonly ConcurrentDictionary<string, Kept> _nodes = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public void Connected(XdsConnection connection, ProxyNode node) =>
        _nodes[connection.Id] = new Kept(node with { Metadata = null }, node.Metadata?.ToByteArray());

    /// <inheritdoc/>
    public void Disconnected(XdsConnection connection) => _nodes.TryRemove(connection.Id, out _);

    /// <summary>Finds out whether a proxy that asks for secrets may have any; nobody to ask if not set.</summary>
    public Func<ProxyNode, Task>? SecretReview { get; set; }

    /// <inheritdoc/>
    public Task SecretsAsked(XdsConnection connection) =>
        _nodes.TryGetValue(connection.Id, out Kept? kept) && SecretReview is { } review ? review(kept.Node) : Task.CompletedTask;

    /// <inheritdoc/>
    public void HealthReported(XdsConnection connection, string? problem)
    {
        // nothing here keeps workload health yet
    }

    /// <summary>The node behind a stream; <c>null</c> if it is gone.</summary>
    public ProxyNode? NodeOf(XdsConnection connection) =>
        !_nodes.TryGetValue(connection.Id, out Kept? kept) ? null
        : kept.Metadata is null ? kept.Node
        : kept.Node with { Metadata = Struct.Parse(kept.Metadata) };

    private sealed record Kept(ProxyNode Node, byte[]? Metadata);
}
