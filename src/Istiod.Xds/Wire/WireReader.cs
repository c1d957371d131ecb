using System.Text.Unicode;
using Istiod.Grpc;

namespace Istiod.Xds.Wire;

/// <summary>Walks the fields of one protobuf message in place: no copies, no objects.</summary>
/// <remarks>Broken bytes end the call with Internal, as grpc-go does when it cannot unmarshal a request.</remarks>
internal ref struct WireReader(ReadOnlySpan<byte> data)
{
    public const int Varint = 0;
    public const int Fixed64 = 1;
    public const int LengthDelimited = 2;
    public const int Fixed32 = 5;

    private readonly ReadOnlySpan<byte> _data = data;
    private int _at;

    /// <summary>Goes to the next field; its value must then be read or skipped.</summary>
    public bool TryNext(out int field, out int wireType)
    {
        if (_at == _data.Length)
        {
            field = 0;
            wireType = 0;
            return false;
        }

        ulong tag = ReadVarint();
        if (tag is < 8 or > uint.MaxValue)
        {
            throw Broken();
        }

        field = (int)(tag >> 3);
        wireType = (int)(tag & 7);
        return true;
    }

    public ulong ReadVarint()
    {
        ulong value = 0;
        for (int shift = 0; shift < 70 && _at < _data.Length; shift += 7)
        {
            byte b = _data[_at++];
            value |= (ulong)(b & 0x7f) << shift;
            if (b < 0x80)
            {
                return value;
            }
        }

        throw Broken();
    }

    public ReadOnlySpan<byte> ReadBytes(int wireType)
    {
        if (wireType != LengthDelimited)
        {
            throw Broken();
        }

        ulong length = ReadVarint();
        if (length > (ulong)(_data.Length - _at))
        {
            throw Broken();
        }

        ReadOnlySpan<byte> bytes = _data.Slice(_at, (int)length);
        _at += (int)length;
        return bytes;
    }

    public ReadOnlySpan<byte> ReadText(int wireType)
    {
        ReadOnlySpan<byte> text = ReadBytes(wireType);
        return Utf8.IsValid(text)
            ? text
            : throw new GrpcException(
                GrpcStatusCode.Internal, "grpc: error unmarshalling request: string field contains invalid UTF-8");
    }

    public void Skip(int wireType)
    {
        switch (wireType)
        {
            case Varint:
                ReadVarint();
                break;
            case Fixed64:
                Advance(8);
                break;
            case LengthDelimited:
                ReadBytes(wireType);
                break;
            case Fixed32:
                Advance(4);
                break;
            default:
                throw Broken();
        }
    }

    private static GrpcException Broken() =>
        new(GrpcStatusCode.Internal, "grpc: error unmarshalling request: cannot parse invalid wire-format data");

    private void Advance(int count)
    {
        if (_data.Length - _at < count)
        {
            throw Broken();
        }

        _at += count;
    }
}
