namespace Istiod.Protobuf.Tests;

public sealed class ProtoReaderTests
{
    [Fact]
    public void Parse_NestedToTheLimit_IsRead() => Assert.NotNull(Value.Parse(Nested(ProtoReader.MaxDepth / 2)));

    [Fact]
    public void Parse_NestedBeyondTheLimit_IsRefused() =>
        Assert.Throws<ProtoException>(() => Value.Parse(Nested(ProtoReader.MaxDepth)));

    [Fact]
    public void Parse_HugeNesting_IsRefusedWithoutOverflow() =>
        Assert.Throws<ProtoException>(() => Value.Parse(Nested(100_000)));

    [Theory]
    [InlineData(new byte[] { 0x0A, 0x05, 0x01 })] // length beyond the end
    [InlineData(new byte[] { 0x0A, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01 })] // length of 2^64 - 1
    [InlineData(new byte[] { 0x08 })] // value missing
    [InlineData(new byte[] { 0x00, 0x00 })] // field number 0
    [InlineData(new byte[] { 0x0C })] // end of a group that never began
    [InlineData(new byte[] { 0x0B, 0x14 })] // group ends with another number
    [InlineData(new byte[] { 0x0B })] // group never ends
    [InlineData(new byte[] { 0x0E })] // wire type 6
    [InlineData(new byte[] { 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01 })] // varint of eleven bytes
    [InlineData(new byte[] { 0x0D, 0x01, 0x02 })] // half a fixed32
    public void Parse_MalformedBytes_IsRefused(byte[] bytes) => Assert.Throws<ProtoException>(() => Empty.Parse(bytes));

    [Fact]
    public void Parse_TextThatIsNotUtf8_IsRefused() =>
        Assert.Throws<ProtoException>(() => Value.Parse([0x1A, 0x02, 0xC3, 0x28]));

    [Fact]
    public void Parse_UnknownFieldsOfEveryWireType_AreKept()
    {
        byte[] bytes =
        [
            0xF8, 0x01, 0x96, 0x01, // varint
            0xF9, 0x01, 1, 2, 3, 4, 5, 6, 7, 8, // eight bytes
            0xFA, 0x01, 0x02, 0xAA, 0xBB, // length-delimited
            0xFB, 0x01, 0x08, 0x01, 0xFC, 0x01, // group
            0xFD, 0x01, 1, 2, 3, 4, // four bytes
        ];

        Empty message = Empty.Parse(bytes);

        Assert.True(message.HasUnknownFields);
        Assert.Equal(bytes, message.ToByteArray());
        Assert.Equal(message, Empty.Parse(bytes));
        Assert.NotEqual(message, new Empty());
    }

    [Fact]
    public void Parse_ManyUnknownFields_TakesLinearSpace()
    {
        byte[] bytes = new byte[2_000_000];
        for (int i = 0; i < bytes.Length; i += 2)
        {
            bytes[i] = 0x78;
        }

        Assert.Equal(bytes.Length, Empty.Parse(bytes).ToByteArray().Length);
    }

    [Fact]
    public void Parse_KnownFieldOfAnotherWireType_IsUnknown()
    {
        Value value = Value.Parse([0x18, 0x01]);

        Assert.Equal(ValueKind.None, value.Kind);
        Assert.True(value.HasUnknownFields);
    }

    private static byte[] Nested(int lists)
    {
        var body = new List<byte>();
        for (int i = 0; i < lists; i++)
        {
            // From the inside out; each level is a list in a value: two messages.
            body.InsertRange(0, Delimited(0x0A, body.Count));
            body.InsertRange(0, Delimited(0x32, body.Count));
            if (body.Count > 300_000)
            {
                break;
            }
        }

        return [.. body];
    }

    private static byte[] Delimited(byte tag, int length)
    {
        var bytes = new List<byte> { tag };
        for (; length >= 0x80; length >>= 7)
        {
            bytes.Add((byte)(length | 0x80));
        }

        bytes.Add((byte)length);
        return [.. bytes];
    }
}
