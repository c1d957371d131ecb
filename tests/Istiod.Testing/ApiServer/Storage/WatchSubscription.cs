using System.Threading.Channels;

namespace Istiod.Testing.ApiServer.Storage;

/// <summary>The events of one watch, in order and without gaps until it is ended. One reader.</summary>
internal sealed class WatchSubscription
{
    private readonly Channel<StoreEvent> _events;

    public WatchSubscription(int capacity) =>
        _events = Channel.CreateBounded<StoreEvent>(new BoundedChannelOptions(capacity) { SingleReader = true });

    public ChannelReader<StoreEvent> Events => _events.Reader;

    /// <summary>Hands an event over; a watcher that has fallen behind its buffer is ended instead.</summary>
    /// <returns>Whether the watch goes on.</returns>
    public bool TryPost(StoreEvent change)
    {
        if (_events.Writer.TryWrite(change))
        {
            return true;
        }

        _events.Writer.TryComplete();
        return false;
    }

    public void End() => _events.Writer.TryComplete();
}
