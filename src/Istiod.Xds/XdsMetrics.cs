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

    /// <summary><c>pilot_xds_push_time{type}</c>: a response is written.</summary>
    /// <param name="type"><c>null</c> for a type that is not served.</param>
    /// <param name="took">Since its views were looked at, or since the response before it was written.</param>
    public virtual void Pushed(XdsType? type, TimeSpan took)
    {
    }

    /// <summary><c>pilot_xds_send_time</c>: what was written is on its way; the time that the connection took for it.</summary>
    public virtual void Flushed(TimeSpan took)
    {
    }

    /// <summary><c>pilot_proxy_queue_time</c>: a stream begins to push what a turn changed; the time since the turn began.</summary>
    public virtual void LeftQueue(TimeSpan waited)
    {
    }

    /// <summary><c>pilot_proxy_convergence_time</c>: a stream has pushed all that a turn changed; the time since the turn began.</summary>
    public virtual void Converged(TimeSpan took)
    {
    }

    /// <summary><c>pilot_xds_write_timeout</c>, <c>pilot_xds_pushes{cds_senderr, …}</c>: the time that the peer gave was over before it had read.</summary>
    /// <param name="type">What was written last; <c>null</c> for a type that is not served.</param>
    public virtual void WriteTimedOut(XdsType? type)
    {
    }

    /// <summary><c>pilot_total_xds_internal_errors</c>: a stream broke on something that no working peer sends.</summary>
    public virtual void Failed()
    {
    }
}
