using System.Buffers;
using System.Text;

namespace Istiod.Reflection;

/// <summary>Writes the few protobuf forms that descriptors need.</summary>
internal sealed class DescriptorWriter
{
    private readonly ArrayBufferWriter<byte> _bytes = new();

    /// <summary>What was written.</summary>
    public byte[] ToArray() => _bytes.WrittenSpan.ToArray();

    /// <summary>A number, an enum or a bool.</summary>
    public void Number(int field, int value)
    {
        Varint((uint)field << 3);
        Varint((uint)value); // enum numbers of ours are not negative
    }

    /// <summary>A text.</summary>
    public void Text(int field, string text)
    {
        Varint(((uint)field << 3) | 2);
        Varint((uint)Encoding.UTF8.GetByteCount(text));
        Encoding.UTF8.GetBytes(text, _bytes);
    }

    /// <summary>A message.</summary>
    public void Message(int field, Action<DescriptorWriter> write)
    {
        DescriptorWriter inner = new();
        write(inner);
        Varint(((uint)field << 3) | 2);
        Varint((uint)inner._bytes.WrittenCount);
        _bytes.Write(inner._bytes.WrittenSpan);
    }

    private void Varint(uint value)
    {
        Span<byte> span = _bytes.GetSpan(5);
        int length = 0;
        while (value >= 0x80)
        {
            span[length++] = (byte)(value | 0x80);
            value >>= 7;
        }

        span[length++] = (byte)value;
        _bytes.Advance(length);
    }
}
