using System.Text;

namespace Istiod.Protobuf.Tests;

public sealed class ValueJsonTests
{
    [Theory]
    [InlineData("""{"a":null,"b":[1,"x",true,{"c":2.5}]}""")]
    [InlineData("""{}""")]
    public void Struct_Json_IsReadAndWrittenTheSame(string json) =>
        Assert.Equal(json, Struct.ParseJson(Encoding.UTF8.GetBytes(json)).ToJson());

    [Theory]
    [InlineData("""{"a":1,"a":2}""", "a", "key comes twice")]
    [InlineData("""{"a":{"b":[1,]}}""", null, null)]
    [InlineData("""{"a":1""", null, null)]
    [InlineData("""{} x""", null, null)]
    [InlineData("""[]""", "", "expected an object")]
    public void Struct_MalformedJson_IsRefusedWithAPath(string json, string? path, string? reason)
    {
        ProtoJsonException e = Assert.Throws<ProtoJsonException>(() => Struct.ParseJson(Encoding.UTF8.GetBytes(json)));

        Assert.Equal(path is { Length: > 0 } ? $"[{path}]" : e.Path, e.Path);
        Assert.Equal(reason ?? e.Reason, e.Reason);
    }

    [Fact]
    public void Value_NestedBeyondTheLimit_IsRefused()
    {
        string json = new string('[', 120) + new string(']', 120);

        Assert.Throws<ProtoJsonException>(() => Value.ParseJson(Encoding.UTF8.GetBytes(json)));
    }

    [Fact]
    public void Value_NumbersThatAreNotFinite_AreStrings()
    {
        Assert.Equal("\"NaN\"", Value.For(double.NaN).ToJson());
        Assert.Equal("\"-Infinity\"", Value.For(double.NegativeInfinity).ToJson());
    }

    [Fact]
    public void Value_SetTwice_KeepsTheLast()
    {
        Value value = Value.For("x");

        value.NumberValue = 2;

        Assert.Equal(ValueKind.Number, value.Kind);
        Assert.Equal("", value.StringValue);
    }
}
