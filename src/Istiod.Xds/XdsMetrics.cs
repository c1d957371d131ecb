using Istiod.Resources;

namespace Istiod.Xds;

/// <summary>What the xDS server counts; names and meanings are the reference's. Thread-safe.</summary>
/// <remarks>Plain counters: the host reads them into its registry.</remarks>
public class XdsMetrics
{
    private readonly long[] _pushes = new long[XdsType.All.Length];
    private readonly long[] _rejects = new long[XdsType.All.Length];
    private readonly long[] _expired = new long[XdsType.All.Length];
    private long _bytesSent;
    private long _largestReceived;
    private long _streams;

    /// <summary><c>pilot_xds_pushes{type}</c>: responses begun.</summary>
    public long Pushes(XdsType type) => Volatile.Read(ref _pushes[type.Order]);

    /// <summary><c>pilot_total_xds_rejects{type}</c>.</summary>
    public long Rejects(XdsType type) => Volatile.Read(ref _rejects[type.Order]);

    /// <summary><c>pilot_xds_expired_nonce{type}</c>.</summary>
    public long ExpiredNonces(XdsType type) => Volatile.Read(ref _expired[type.Order]);

    /// <summary>Bytes of all responses begun, frames included.</summary>
    public long BytesSent => Volatile.Read(ref _bytesSent);

    /// <summary><c>pilot_xds_recv_max</c>: bytes of the largest request.</summary>
    public long LargestReceived => Volatile.Read(ref _largestReceived);

    /// <summary><c>pilot_xds</c>: streams that are open.</summary>
    public long Streams => Volatile.Read(ref _streams);

    /// <summary>A response is begun. <paramref name="type"/> is <c>null</c> for a type that is not served.</summary>
    public virtual void Pushing(XdsType? type, int bytes)
    {
        Interlocked.Add(ref _bytesSent, bytes);
        if (type is not null)
        {
            Interlocked.Increment(ref _pushes[type.Order]);
        }
    }

    /// <summary>A proxy rejected a response.</summary>
    public virtual void Rejected(NackRecord record, XdsConnection connection) =>
        Interlocked.Increment(ref _rejects[record.Type.Order]);

    /// <summary>An answer with a stale nonce came.</summary>
    public virtual void ExpiredNonce(XdsType type) => Interlocked.Increment(ref _expired[type.Order]);

    /// <summary>A request came.</summary>
    public virtual void Received(long bytes)
    {
        long largest = LargestReceived;
        while (bytes > largest)
        {
            long seen = Interlocked.CompareExchange(ref _largestReceived, bytes, largest);
            if (seen == largest)
            {
                return;
            }

            largest = seen;
        }
    }

    /// <summary>A stream was accepted.</summary>
    public virtual void Opened(XdsConnection connection) => Interlocked.Increment(ref _streams);

    /// <summary>An accepted stream is over.</summary>
    public virtual void Closed(XdsConnection connection) => Interlocked.Decrement(ref _streams);
}
