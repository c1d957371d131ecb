using System.Numerics;
using System.Text;
using Istiod.Grpc;

namespace Istiod.Xds.Wire;

/// <summary>Writes protobuf pieces into one span whose room the caller has checked.</summary>
internal ref struct PieceWriter(Span<byte> destination)
{
    private readonly Span<byte> _destination = destination;

    public int Written { get; private set; }

    public readonly int Free => _destination.Length - Written;

    public static int VarintLength(int value) => (BitOperations.Log2((uint)value | 1) / 7) + 1;

    /// <summary>The next bytes, for the caller to fill.</summary>
    public Span<byte> Take(int length)
    {
        Span<byte> taken = _destination.Slice(Written, length);
        Written += length;
        return taken;
    }

    public void Prefix(int length) => GrpcFraming.WritePrefix(Take(GrpcFraming.PrefixLength), length);

    /// <summary>Tag and length of a length-delimited field.</summary>
    public void Header(int field, int length)
    {
        int at = Written;
        _destination[at++] = (byte)((field << 3) | WireReader.LengthDelimited);
        uint rest = (uint)length;
        while (rest >= 0x80)
        {
            _destination[at++] = (byte)(rest | 0x80);
            rest >>= 7;
        }

        _destination[at++] = (byte)rest;
        Written = at;
    }

    public void Field(int field, ReadOnlySpan<byte> value)
    {
        Header(field, value.Length);
        value.CopyTo(Take(value.Length));
    }

    public void Field(int field, string value, int bytes)
    {
        Header(field, bytes);
        Text(value, bytes);
    }

    public void Text(string value, int bytes) => Encoding.UTF8.GetBytes(value, Take(bytes));

    /// <summary>Copies as much of <paramref name="source"/> as fits.</summary>
    public int CopyPart(ReadOnlySpan<byte> source)
    {
        int length = Math.Min(source.Length, Free);
        source[..length].CopyTo(Take(length));
        return length;
    }
}
