using System.Buffers;

namespace Istiod.Kubernetes.Connection;

/// <summary>Reads bodies up to a limit.</summary>
internal static class BoundedBody
{
    /// <summary>The whole body.</summary>
    /// <exception cref="IOException">It is longer than <paramref name="limit"/>.</exception>
    public static async Task<byte[]> ReadAsync(Stream body, int limit, CancellationToken cancel)
    {
        byte[] start = await ReadStartAsync(body, limit + 1, cancel);
        return start.Length <= limit ? start : throw new IOException("the answer is too long");
    }

    /// <summary>The body, or its first <paramref name="limit"/> bytes.</summary>
    public static async Task<byte[]> ReadStartAsync(Stream body, int limit, CancellationToken cancel)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(Math.Min(limit, 8 << 10));
        try
        {
            int length = 0;
            while (length < limit)
            {
                if (length == buffer.Length)
                {
                    byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Min(limit, length * 2));
                    buffer.AsSpan(0, length).CopyTo(larger);
                    ArrayPool<byte>.Shared.Return(buffer);
                    buffer = larger;
                }

                int read = await body.ReadAsync(buffer.AsMemory(length, Math.Min(buffer.Length, limit) - length), cancel);
                if (read == 0)
                {
                    break;
                }

                length += read;
            }

            return buffer.AsSpan(0, length).ToArray();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
