using Istiod.Config;
using Istiod.Files;
using Istiod.Model;
using Istiod.Primitives;

namespace Istiod.Jwks;

/// <summary>Holds a new RequestAuthentication back until its keys have been fetched, or could not be.</summary>
/// <remarks>
/// Without it proxies would first get keys that match no token, and every request with a token would be refused until the next push. The
/// reference fetches while it pushes, which holds all of the push back; here only that object waits. Thread-safe.
/// </remarks>
internal sealed class JwksGate
{
    private readonly JwksResolver _resolver;
    private readonly Func<ClusterId, ConfigObject, IReadOnlyDictionary<JwtKeysDemand, TimeSpan>> _demands;
    private readonly Action<ClusterId, ConfigBatch> _release;
    private readonly TimeProvider _time;
    private readonly Lock _lock = new();
    private readonly Dictionary<(ClusterId Cluster, NamespacedName Key), Held> _held = [];

    /// <summary>A gate that holds nothing.</summary>
    /// <param name="resolver">Fetches.</param>
    /// <param name="demands">What an object wants fetched; none if it does not count.</param>
    /// <param name="release">Takes what was held.</param>
    /// <param name="time">Limits the wait.</param>
    public JwksGate(
        JwksResolver resolver,
        Func<ClusterId, ConfigObject, IReadOnlyDictionary<JwtKeysDemand, TimeSpan>> demands,
        Action<ClusterId, ConfigBatch> release,
        TimeProvider time)
    {
        _resolver = resolver;
        _demands = demands;
        _release = release;
        _time = time;
    }

    /// <summary>Takes out what has to wait.</summary>
    /// <returns>The rest; the same instance if that is all.</returns>
    public ConfigBatch Pass(ClusterId cluster, ConfigBatch batch)
    {
        List<ConfigChange>? rest = null;
        for (int i = 0; i < batch.Changes.Count; i++)
        {
            ConfigChange change = batch.Changes[i];
            bool isHeld = ReferenceEquals(change.Kind, KindCatalog.RequestAuthentication) && Hold(cluster, change);
            if (isHeld && rest is null)
            {
                rest = new List<ConfigChange>(batch.Changes.Count);
                for (int before = 0; before < i; before++)
                {
                    rest.Add(batch.Changes[before]);
                }
            }

            if (!isHeld)
            {
                rest?.Add(change);
            }
        }

        return rest is null ? batch : batch with { Changes = rest };
    }

    /// <summary>Ends when what is held now has been released.</summary>
    public Task SettledAsync()
    {
        List<Task> all = [];
        lock (_lock)
        {
            foreach (Held held in _held.Values)
            {
                all.Add(held.Released.Task);
            }
        }

        return Task.WhenAll(all);
    }

    private bool Hold(ClusterId cluster, ConfigChange change)
    {
        List<Task> fetches = [];
        TimeSpan longest = TimeSpan.Zero;
        if (change.Object is { } item)
        {
            foreach ((JwtKeysDemand demand, TimeSpan timeout) in _demands(cluster, item))
            {
                Task first = _resolver.WantAsync(demand, timeout);
                if (!first.IsCompleted)
                {
                    fetches.Add(first);
                    longest = timeout > longest ? timeout : longest;
                }
            }
        }

        (ClusterId, NamespacedName) key = (cluster, change.Key);
        lock (_lock)
        {
            if (_held.Remove(key, out Held? older))
            {
                older.Released.TrySetResult(); // what comes later counts
            }

            if (fetches.Count == 0)
            {
                return false;
            }

            Held held = new(change);
            _held[key] = held;
            _ = ReleaseAsync(key, held, Task.WhenAll(fetches), longest);
            return true;
        }
    }

    private async Task ReleaseAsync((ClusterId Cluster, NamespacedName Key) key, Held held, Task fetches, TimeSpan longest)
    {
        try
        {
            await fetches.WaitAsync(longest, _time);
        }
        catch (TimeoutException)
        {
            // goes on without keys: its tokens are refused until they come
        }

        lock (_lock)
        {
            if (!_held.TryGetValue(key, out Held? now) || !ReferenceEquals(now, held))
            {
                return;
            }

            _held.Remove(key);
        }

        _release(key.Cluster, new ConfigBatch([held.Change], []));
        held.Released.TrySetResult();
    }

    private sealed record Held(ConfigChange Change)
    {
        public TaskCompletionSource Released { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
