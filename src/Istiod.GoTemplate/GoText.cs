using System.Buffers;
using System.Text;

namespace Istiod.GoTemplate;

/// <summary>
/// Go strings (bytes) as .NET strings: a byte that is not valid UTF-8 stands as the lone surrogate U+DC00 + byte. Turns one
/// into the other and answers questions about bytes.
/// </summary>
internal static class GoText
{
    private const char EscapeBase = '\uDC00';

    /// <summary>Order of Go strings, for sorting.</summary>
    public static readonly Comparison<string> Comparison = Compare;

    /// <summary>Whether a unit stands for a byte that is not valid UTF-8; only asked of lone low surrogates.</summary>
    public static bool IsEscape(char unit) => unit is >= '\uDC80' and <= '\uDCFF';

    /// <summary>Length in bytes: Go's <c>len</c>.</summary>
    public static int ByteLength(ReadOnlySpan<char> text)
    {
        if (Ascii.IsValid(text))
        {
            return text.Length;
        }

        int length = 0;
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (c < 0x80)
            {
                length++;
            }
            else if (c < 0x800)
            {
                length += 2;
            }
            else if (char.IsHighSurrogate(c) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                length += 4;
                i++;
            }
            else
            {
                length += IsEscape(c) ? 1 : 3;
            }
        }

        return length;
    }

    /// <summary>Writes the bytes of a text.</summary>
    public static void Write(ReadOnlySpan<char> text, IBufferWriter<byte> output)
    {
        while (!text.IsEmpty)
        {
            ReadOnlySpan<char> part = text[..Math.Min(text.Length, 8192)];
            Span<byte> room = output.GetSpan(part.Length * 3);
            OperationStatus status = System.Text.Unicode.Utf8.FromUtf16(part, room, out int read, out int written, replaceInvalidSequences: false, isFinalBlock: part.Length == text.Length);
            output.Advance(written);
            text = text[read..];
            if (status == OperationStatus.InvalidData)
            {
                WriteUnit(text[0], output);
                text = text[1..];
            }
        }
    }

    /// <summary>The bytes of a text.</summary>
    public static byte[] ToBytes(ReadOnlySpan<char> text)
    {
        var output = new ArrayBufferWriter<byte>(Math.Max(text.Length, 16));
        Write(text, output);
        return output.WrittenSpan.ToArray();
    }

    /// <summary>The text of bytes.</summary>
    public static string FromBytes(ReadOnlySpan<byte> bytes)
    {
        if (System.Text.Unicode.Utf8.IsValid(bytes))
        {
            return Encoding.UTF8.GetString(bytes);
        }

        var text = new StringBuilder(bytes.Length);
        while (!bytes.IsEmpty)
        {
            if (Rune.DecodeFromUtf8(bytes, out Rune rune, out int used) == OperationStatus.Done)
            {
                text.Append(rune.ToString());
            }
            else
            {
                // Go takes one byte at a time where .NET skips a maximal broken prefix.
                used = 1;
                text.Append((char)(EscapeBase + bytes[0]));
            }

            bytes = bytes[used..];
        }

        return text.ToString();
    }

    /// <summary>A part by byte offsets, as Go slices a string: it may cut inside a character.</summary>
    public static string Slice(string text, int start, int end) =>
        Ascii.IsValid(text) ? text.Substring(start, end - start) : FromBytes(ToBytes(text).AsSpan(start, end - start));

    /// <summary>
    /// Puts bytes together again that stood apart as escapes: after joining strings one of which was cut inside a character.
    /// </summary>
    public static string Normalize(string text) =>
        HasEscapes(text) ? FromBytes(ToBytes(text)) : text;

    /// <summary>Whether a text has bytes that are not valid UTF-8.</summary>
    public static bool HasEscapes(ReadOnlySpan<char> text)
    {
        int at = text.IndexOfAnyInRange('\uDC80', '\uDCFF');
        for (; at >= 0; at++)
        {
            int next = text[at..].IndexOfAnyInRange('\uDC80', '\uDCFF');
            if (next < 0)
            {
                return false;
            }

            at += next;
            if (at == 0 || !char.IsHighSurrogate(text[at - 1]))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Orders by bytes, as Go does. UTF-16 order differs where surrogates meet U+E000 and above.</summary>
    public static int Compare(string left, string right)
    {
        int shared = left.AsSpan().CommonPrefixLength(right);
        if (shared == left.Length || shared == right.Length)
        {
            return left.Length - right.Length;
        }

        char a = left[shared], b = right[shared];
        if (!char.IsSurrogate(a) && !char.IsSurrogate(b))
        {
            return a - b;
        }

        return HasEscapes(left) || HasEscapes(right)
            ? ToBytes(left).AsSpan().SequenceCompareTo(ToBytes(right))
            : (char.IsSurrogate(a) ? 0x10000 + a : a) - (char.IsSurrogate(b) ? 0x10000 + b : b);
    }

    /// <summary>Reads one character at a position: a rune, or the replacement character for an escape.</summary>
    /// <param name="width">UTF-16 units used.</param>
    /// <param name="isInvalid">Whether it was an escape.</param>
    public static int RuneAt(ReadOnlySpan<char> text, int index, out int width, out bool isInvalid)
    {
        char c = text[index];
        width = 1;
        isInvalid = false;
        if (!char.IsSurrogate(c))
        {
            return c;
        }

        if (char.IsHighSurrogate(c) && index + 1 < text.Length && char.IsLowSurrogate(text[index + 1]))
        {
            width = 2;
            return char.ConvertToUtf32(c, text[index + 1]);
        }

        isInvalid = true;
        return 0xFFFD;
    }

    /// <summary>Number of characters, an invalid byte being one.</summary>
    public static int RuneCount(ReadOnlySpan<char> text)
    {
        int count = text.Length;
        for (int i = 1; i < text.Length; i++)
        {
            if (char.IsLowSurrogate(text[i]) && char.IsHighSurrogate(text[i - 1]))
            {
                count--;
            }
        }

        return count;
    }

    private static void WriteUnit(char unit, IBufferWriter<byte> output)
    {
        if (IsEscape(unit))
        {
            output.Write([(byte)(unit - EscapeBase)]);
        }
        else
        {
            // Another lone surrogate: only a host can have made it. Go would have decoded it to U+FFFD.
            output.Write("\uFFFD"u8);
        }
    }
}
