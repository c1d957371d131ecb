namespace Istiod.Load.Client;

/// <summary>Walks the fields of a protobuf message that the server under test is trusted to have made well.</summary>
internal ref struct Fields(ReadOnlySpan<byte> data)
{
    private readonly ReadOnlySpan<byte> _data = data;
    private int _at;

    public int Number { get; private set; }

    /// <summary>Value of a length-delimited field.</summary>
    public ReadOnlySpan<byte> Bytes { get; private set; }

    /// <summary>Value of a varint field.</summary>
    public ulong Value { get; private set; }

    public bool Next()
    {
        if (_at >= _data.Length)
        {
            return false;
        }

        ulong tag = Varint();
        Number = (int)(tag >> 3);
        Bytes = default;
        Value = 0;
        switch (tag & 7)
        {
            case 0:
                Value = Varint();
                break;
            case 1:
                _at += 8;
                break;
            case 2:
                int length = (int)Varint();
                Bytes = _data.Slice(_at, length);
                _at += length;
                break;
            case 5:
                _at += 4;
                break;
            default:
                throw new InvalidDataException("bad wire type");
        }

        return true;
    }

    /// <summary>First value of a length-delimited field; empty if there is none.</summary>
    public static ReadOnlySpan<byte> First(ReadOnlySpan<byte> message, int number)
    {
        Fields fields = new(message);
        while (fields.Next())
        {
            if (fields.Number == number)
            {
                return fields.Bytes;
            }
        }

        return default;
    }

    private ulong Varint()
    {
        ulong value = 0;
        for (int shift = 0; shift < 64; shift += 7)
        {
            byte b = _data[_at++];
            value |= (ulong)(b & 0x7f) << shift;
            if (b < 0x80)
            {
                break;
            }
        }

        return value;
    }
}
