using System.Collections.Concurrent;
using Istiod.Resources;
using Istiod.Xds;

namespace Istiod.Debug;

/// <summary>Open streams with what their nodes said, for debug pages. Thread-safe.</summary>
internal sealed class ConnectedProxies : IConnectionObserver
{
    private readonly ConcurrentDictionary<string, ProxyNode> _nodes = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public void Connected(XdsConnection connection, ProxyNode node) => _nodes[connection.Id] = node;

    /// <inheritdoc/>
    public void Disconnected(XdsConnection connection) => _nodes.TryRemove(connection.Id, out _);

    /// <inheritdoc/>
    public void HealthReported(XdsConnection connection, string? problem)
    {
        // nothing here keeps workload health yet
    }

    /// <summary>The node behind a stream; <c>null</c> if it is gone.</summary>
    public ProxyNode? NodeOf(XdsConnection connection) => _nodes.GetValueOrDefault(connection.Id);
}
