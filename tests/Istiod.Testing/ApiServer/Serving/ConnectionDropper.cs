using System.Collections.Concurrent;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;

namespace Istiod.Testing.ApiServer.Serving;

/// <summary>Knows the open TCP connections, to cut them. Thread-safe.</summary>
internal sealed class ConnectionDropper
{
    private readonly ConcurrentDictionary<string, ConnectionContext> _open = new(StringComparer.Ordinal);

    public int Count => _open.Count;

    /// <summary>Connection middleware, outside of TLS.</summary>
    public ConnectionDelegate Track(ConnectionDelegate next) => async connection =>
    {
        _open[connection.ConnectionId] = connection;
        try
        {
            await next(connection);
        }
        finally
        {
            _open.TryRemove(connection.ConnectionId, out _);
        }
    };

    public void Drop(string id, IConnectionLifetimeFeature? fallback)
    {
        if (_open.TryGetValue(id, out ConnectionContext? connection))
        {
            connection.Abort(new ConnectionAbortedException("fault: the connection is dropped"));
        }
        else
        {
            fallback?.Abort();
        }
    }

    public void DropAll()
    {
        foreach (ConnectionContext connection in _open.Values)
        {
            connection.Abort(new ConnectionAbortedException("fault: all connections are dropped"));
        }
    }
}
