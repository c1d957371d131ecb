using System.Buffers;

namespace Istiod.Protobuf.Tests;

public sealed class ProtoWriterTests
{
    [Theory]
    [InlineData(0ul)]
    [InlineData(1ul)]
    [InlineData(127ul)]
    [InlineData(128ul)]
    [InlineData(16_383ul)]
    [InlineData(16_384ul)]
    [InlineData(uint.MaxValue)]
    [InlineData(1ul << 63)]
    [InlineData(ulong.MaxValue)]
    public void Varint_AnyValue_TakesTheComputedSizeAndIsReadBack(ulong value)
    {
        byte[] buffer = new byte[10];
        var writer = new ProtoWriter(buffer);

        writer.RawVarint(value);

        Assert.Equal(ProtoSize.Of(value), writer.Written);
        Assert.Equal(value, new ProtoReader(buffer).Varint());
    }

    [Fact]
    public void String_EveryLengthAroundTheShortForm_IsReadBack()
    {
        for (int length = 0; length < 150; length++)
        {
            foreach (string unit in new[] { "a", "é", "✓", "\ud83d\ude80" })
            {
                string text = string.Concat(Enumerable.Repeat(unit, length));
                var value = Value.For(text);
                Assert.Equal(text, Value.Parse(value.ToByteArray()).StringValue);
            }
        }
    }

    [Fact]
    public void Map_InAnyOrderOfInsertion_IsWrittenInOrdinalOrder()
    {
        var a = new Struct { Fields = { ["b"] = Value.For(1), ["B"] = Value.For(2), ["a"] = Value.For(3), ["ä"] = Value.For(4) } };
        var b = new Struct { Fields = { ["ä"] = Value.For(4), ["a"] = Value.For(3), ["B"] = Value.For(2), ["b"] = Value.For(1) } };

        Assert.Equal(a.ToByteArray(), b.ToByteArray());
        Assert.Equal("""{"B":2,"a":3,"b":1,"ä":4}""", a.ToJson());
        Assert.Equal(a, b);
        Assert.Equal(a.GetHashCode(), b.GetHashCode());
    }

    [Fact]
    public void WriteTo_BufferWriter_AdvancesByTheSize()
    {
        var value = Value.For("text");
        var buffer = new ArrayBufferWriter<byte>();

        value.WriteTo(buffer);

        Assert.Equal(value.ToByteArray(), buffer.WrittenSpan.ToArray());
    }
}
