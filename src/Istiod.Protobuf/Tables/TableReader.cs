using System.Text;

namespace Istiod.Protobuf.Tables;

/// <summary>Reads numbers and texts of the table stream, which the build made: it is trusted.</summary>
internal struct TableReader(byte[] data)
{
    /// <summary>Where the next read begins.</summary>
    public int Position { get; set; }

    /// <summary>A varint.</summary>
    public int Int()
    {
        ulong result = 0;
        for (int shift = 0; ; shift += 7)
        {
            byte b = data[Position++];
            result |= (ulong)(b & 0x7F) << shift;
            if (b < 0x80)
            {
                return (int)result;
            }
        }
    }

    /// <summary>A text with its length before it.</summary>
    public string Text()
    {
        int length = Int();
        string text = Encoding.UTF8.GetString(data, Position, length);
        Position += length;
        return text;
    }
}
