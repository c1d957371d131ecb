using System.Globalization;

namespace Istiod.Security;

/// <summary>Secrets in memory, with versions as an API server has them; for tests and runs without a cluster.</summary>
public sealed class MemoryKeyStore : IKeyStore
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, StoredSecret> _secrets = new(StringComparer.Ordinal);
    private long _version;

    /// <summary>Called before each operation with its name; may throw <see cref="IOException"/> to be a store out of reach.</summary>
    public Action<string>? Before { get; set; }

    /// <inheritdoc/>
    public ValueTask<StoredSecret?> ReadAsync(string name, CancellationToken cancellation)
    {
        Before?.Invoke("read");
        lock (_lock)
        {
            return ValueTask.FromResult(_secrets.GetValueOrDefault(name));
        }
    }

    /// <inheritdoc/>
    public ValueTask<bool> TryCreateAsync(StoredSecret secret, CancellationToken cancellation)
    {
        Before?.Invoke("create");
        lock (_lock)
        {
            return ValueTask.FromResult(_secrets.TryAdd(secret.Name, secret with { Version = NextVersion() }));
        }
    }

    /// <inheritdoc/>
    public ValueTask<bool> TryUpdateAsync(StoredSecret secret, CancellationToken cancellation)
    {
        Before?.Invoke("update");
        lock (_lock)
        {
            bool isCurrent = _secrets.TryGetValue(secret.Name, out StoredSecret? held) && held.Version == secret.Version;
            if (isCurrent)
            {
                _secrets[secret.Name] = secret with { Version = NextVersion() };
            }

            return ValueTask.FromResult(isCurrent);
        }
    }

    private string NextVersion() => (++_version).ToString(CultureInfo.InvariantCulture);
}
