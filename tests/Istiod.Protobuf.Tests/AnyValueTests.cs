using System.Text;
using Istiod.Protobuf.WellKnown;

namespace Istiod.Protobuf.Tests;

public sealed class AnyValueTests
{
    [Fact]
    public void Any_PackedOrFromBytes_IsEqualAndHasTheSameBytes()
    {
        AnyValue packed = AnyValue.Pack(new StringValue("x"));
        AnyValue bytes = AnyValue.FromBytes(packed.TypeUrl, new StringValue("x").ToByteArray());

        Assert.Equal(packed, bytes);
        Assert.Equal(packed.GetHashCode(), bytes.GetHashCode());
        Assert.Equal(packed.ToByteArray(), bytes.ToByteArray());
        Assert.NotEqual(packed, AnyValue.Pack(new StringValue("y")));
    }

    [Fact]
    public void Any_ParsedFromTheWire_UnpacksOnlyAsItsType()
    {
        AnyValue any = AnyValue.Parse(AnyValue.Pack(new StringValue("x")).ToByteArray());

        Assert.True(any.TryUnpack(out StringValue text));
        Assert.Equal("x", text.Value);
        Assert.False(any.TryUnpack(out BoolValue _));
        Assert.True(any.Is<StringValue>());
        Assert.Equal("google.protobuf.StringValue", any.MessageName.ToString());
    }

    [Fact]
    public void Any_OfWellKnownTypes_IsWrittenWithValue()
    {
        Assert.Equal("""{"@type":"type.googleapis.com/google.protobuf.StringValue","value":"x"}""", AnyValue.Pack(new StringValue("x")).ToJson());
        Assert.Equal("""{"@type":"type.googleapis.com/google.protobuf.Empty","value":{}}""", AnyValue.Pack(new Empty()).ToJson());
        Assert.Equal(
            """{"@type":"type.googleapis.com/google.protobuf.Duration","value":"3s"}""",
            AnyValue.Pack(new DurationMessage { Value = Duration.FromSeconds(3) }).ToJson());
        Assert.Equal("{}", new AnyValue().ToJson());
    }

    [Theory]
    [InlineData("""{"@type":"type.googleapis.com/google.protobuf.StringValue","value":"x"}""")]
    [InlineData("""{"value":"x","@type":"type.googleapis.com/google.protobuf.StringValue"}""")]
    public void Any_TypeFirstOrLast_IsRead(string json)
    {
        AnyValue any = AnyValue.ParseJson(Encoding.UTF8.GetBytes(json));

        Assert.True(any.TryUnpack(out StringValue text));
        Assert.Equal("x", text.Value);
    }

    [Fact]
    public void Any_OfUnknownType_KeepsItsBytesThroughJson()
    {
        AnyValue any = AnyValue.FromBytes("type.googleapis.com/no.such.Type", new byte[] { 1, 2, 3 });

        string json = any.ToJson();

        Assert.Equal("""{"@type":"type.googleapis.com/no.such.Type","@unknown":"AQID"}""", json);
        Assert.Equal(any, AnyValue.ParseJson(Encoding.UTF8.GetBytes(json)));
    }

    [Fact]
    public void Any_WithBytesThatDoNotParse_IsShownAsUnknown() => Assert.Equal(
        """{"@type":"type.googleapis.com/google.protobuf.StringValue","@unknown":"Cg=="}""",
        AnyValue.FromBytes("type.googleapis.com/google.protobuf.StringValue", new byte[] { 0x0A }).ToJson());

    [Theory]
    [InlineData("""{"@type":"type.googleapis.com/no.such.Type","a":1}""", "unknown type in Any: type.googleapis.com/no.such.Type")]
    [InlineData("""{"a":1}""", "Any without @type")]
    [InlineData("""{"@type":"type.googleapis.com/google.protobuf.BoolValue","value":"x"}""", "expected true or false")]
    [InlineData("""[]""", "expected an object")]
    public void Any_ThatCannotBeRead_SaysWhy(string json, string reason) =>
        Assert.Equal(reason, Assert.Throws<ProtoJsonException>(() => AnyValue.ParseJson(Encoding.UTF8.GetBytes(json))).Reason);
}
