using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace Istiod.Grpc;

/// <summary>Replaces the 16 KB in which Kestrel encodes headers, for each connection and as long as it lives, by as much as ours need.</summary>
/// <remarks>
/// Kestrel grows into a rented buffer where one is too small, so nothing else changes. A third of what an idle stream costs; Kestrel has
/// no setting for it. If a later Kestrel is built in another way, nothing is replaced and only memory is lost; a test tells.
/// </remarks>
internal static class Http2Buffers
{
    /// <summary>Enough for the status, content type and grpc-status of any call.</summary>
    public const int Length = 512;

    private const BindingFlags Hidden = BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public;

    private static readonly FieldInfo? s_context = Type.GetType(
        "Microsoft.AspNetCore.Server.Kestrel.Core.Internal.Http2.Http2Stream, Microsoft.AspNetCore.Server.Kestrel.Core")?.GetField("_context", Hidden);

    private static readonly PropertyInfo? s_writer = Type.GetType(
        "Microsoft.AspNetCore.Server.Kestrel.Core.Internal.Http2.Http2StreamContext, Microsoft.AspNetCore.Server.Kestrel.Core")
        ?.GetProperty("FrameWriter", Hidden);

    private static readonly FieldInfo? s_buffer = Type.GetType(
        "Microsoft.AspNetCore.Server.Kestrel.Core.Internal.Http2.Http2FrameWriter, Microsoft.AspNetCore.Server.Kestrel.Core")
        ?.GetField("_headerEncodingBuffer", Hidden);

    private static readonly FieldInfo? s_lock = Type.GetType(
        "Microsoft.AspNetCore.Server.Kestrel.Core.Internal.Http2.Http2FrameWriter, Microsoft.AspNetCore.Server.Kestrel.Core")
        ?.GetField("_writeLock", Hidden);

    /// <summary>Replaces the buffer of a call's connection if it is larger.</summary>
    /// <returns>Whether it is small now.</returns>
    public static bool Shrink(HttpContext context)
    {
        if (!TryGetWriter(context, out object? writer, out byte[]? buffer))
        {
            return false;
        }

        if (buffer.Length <= Length)
        {
            return true;
        }

        // other calls of the connection may be writing their headers
        switch (s_lock?.GetValue(writer))
        {
            case null:
                return false;
            case Lock guard:
                using (guard.EnterScope())
                {
                    s_buffer?.SetValue(writer, new byte[Length]);
                }

                return true;
            case { } guard:
                lock (guard)
                {
                    s_buffer?.SetValue(writer, new byte[Length]);
                }

                return true;
        }
    }

    private static bool TryGetWriter(HttpContext context, [NotNullWhen(true)] out object? writer, [NotNullWhen(true)] out byte[]? buffer)
    {
        writer = null;
        buffer = null;
        object? stream = context.Features.Get<IHttp2StreamIdFeature>();
        if (stream is null || s_context?.DeclaringType?.IsInstanceOfType(stream) != true)
        {
            return false;
        }

        object? held = s_context.GetValue(stream);
        writer = held is null ? null : s_writer?.GetValue(held);
        buffer = writer is null ? null : s_buffer?.GetValue(writer) as byte[];
        return buffer is not null;
    }
}
