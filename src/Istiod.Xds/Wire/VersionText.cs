using System.Buffers.Text;
using Istiod.Primitives;

namespace Istiod.Xds.Wire;

/// <summary>The text of a resource version: its hash in URL-safe base64 without padding.</summary>
internal static class VersionText
{
    public const int Length = 22;

    public static void Write(ContentHash hash, Span<byte> destination)
    {
        Span<byte> raw = stackalloc byte[16];
        hash.Write(raw);
        Base64Url.EncodeToUtf8(raw, destination);
    }

    /// <summary>Whether <paramref name="text"/> stands for <paramref name="hash"/>; a version of another server does not.</summary>
    public static bool Matches(ReadOnlySpan<byte> text, ContentHash hash)
    {
        if (text.Length != Length)
        {
            return false;
        }

        Span<byte> expected = stackalloc byte[Length];
        Write(hash, expected);
        return text.SequenceEqual(expected);
    }
}
