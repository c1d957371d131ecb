namespace Istiod.Kubernetes.Tests;

/// <summary>Bytes that come in pieces of a given size.</summary>
internal sealed class PiecewiseStream(byte[] bytes, int piece) : MemoryStream(bytes, writable: false)
{
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        base.ReadAsync(buffer[..Math.Min(buffer.Length, piece)], cancellationToken);
}
