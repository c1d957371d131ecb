using System.IO.Pipelines;

namespace Istiod.Xds.Streams;

/// <summary>Ends the wait of a stream's loop.</summary>
internal static class PendingReads
{
    /// <summary>Makes the pending read of a pipe return. On a stream whose peer is gone the pipe throws, but then its loop ends by itself.</summary>
    public static void Cancel(PipeReader input)
    {
        try
        {
            input.CancelPendingRead();
        }
        catch (IOException)
        {
        }
        catch (OperationCanceledException)
        {
        }
        catch (ObjectDisposedException)
        {
        }
    }
}
