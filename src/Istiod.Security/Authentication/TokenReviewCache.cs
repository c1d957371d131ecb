using System.Security.Cryptography;
using System.Text;
using Istiod.Grpc;
using Istiod.Primitives;

namespace Istiod.Security;

/// <summary>Remembers who a token belongs to for a few seconds. Tokens themselves are not kept, refusals never.</summary>
/// <remarks>Ours: the reference asks for each call. A token that is revoked or whose pod is gone is taken up to ten seconds longer.</remarks>
internal sealed class TokenReviewCache
{
    private static readonly TimeSpan Life = TimeSpan.FromSeconds(10);
    private const int MaxEntries = 8192;

    private readonly TimeProvider _time;
    private readonly Lock _lock = new();
    private readonly Dictionary<Key, Entry> _entries = [];
    private readonly Queue<(Key Key, long Begin)> _order = new();

    public TokenReviewCache(TimeProvider time) => _time = time;

    /// <summary>A token's key; two tokens have the same only if they are the same.</summary>
    public static Key KeyOf(string token, ClusterId cluster)
    {
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(Encoding.UTF8.GetBytes(token), hash);
        return new Key(
            BitConverter.ToUInt64(hash),
            BitConverter.ToUInt64(hash[8..]),
            BitConverter.ToUInt64(hash[16..]),
            BitConverter.ToUInt64(hash[24..]),
            cluster);
    }

    /// <summary>Looks one up.</summary>
    public bool TryGet(in Key key, out KubernetesCaller? caller)
    {
        lock (_lock)
        {
            bool isFound = _entries.TryGetValue(key, out Entry entry) && _time.GetElapsedTime(entry.Begin) < Life;
            caller = isFound ? entry.Caller : null;
            return isFound;
        }
    }

    /// <summary>Keeps one, at the cost of the oldest if there are too many.</summary>
    public void Add(in Key key, KubernetesCaller caller)
    {
        long now = _time.GetTimestamp();
        lock (_lock)
        {
            while (_order.TryPeek(out (Key Key, long Begin) oldest)
                && (_order.Count >= MaxEntries || _time.GetElapsedTime(oldest.Begin, now) >= Life))
            {
                _order.Dequeue();
                if (_entries.TryGetValue(oldest.Key, out Entry held) && held.Begin == oldest.Begin)
                {
                    _entries.Remove(oldest.Key);
                }
            }

            _entries[key] = new Entry(caller, now);
            _order.Enqueue((key, now));
        }
    }

    /// <summary>SHA-256 of a token, and the cluster that vouched.</summary>
    public readonly record struct Key(ulong A, ulong B, ulong C, ulong D, ClusterId Cluster);

    private readonly record struct Entry(KubernetesCaller Caller, long Begin);
}
