using System.Text;
using Google.Protobuf;
using Istiod.Protobuf.WellKnown;
using G = Google.Protobuf.WellKnownTypes;

namespace Istiod.Protobuf.Tests;

/// <summary>Well-known types against Google's own implementation: the same bytes, and JSON that either reads.</summary>
public sealed class GoogleOracleTests
{
    [Fact]
    public void Struct_RandomValues_AgreeInBinaryAndJson()
    {
        var random = new Random(42);
        for (int round = 0; round < 300; round++)
        {
            G.Struct theirs = RandomStruct(random, 0);
            Struct ours = Struct.Parse(theirs.ToByteArray());

            Assert.Equal(theirs, G.Struct.Parser.ParseFrom(ours.ToByteArray()));
            Assert.Equal(theirs, G.Struct.Parser.ParseJson(ours.ToJson()));
            Assert.Equal(ours, Struct.ParseJson(Encoding.UTF8.GetBytes(theirs.ToString())));
        }
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(3, 100)]
    [InlineData(-3, -100)]
    [InlineData(1, 999_999_999)]
    public void Duration_AnyValue_AgreesInBinaryAndJson(long seconds, int nanos)
    {
        var theirs = new G.Duration { Seconds = seconds, Nanos = nanos };
        var ours = new DurationMessage { Value = new Duration(seconds, nanos) };

        Assert.Equal(theirs.ToByteArray(), ours.ToByteArray());
        Assert.Equal(theirs.ToString(), ours.ToJson());
    }

    [Fact]
    public void Wrappers_OfEveryType_AgreeInBinaryAndJson()
    {
        Same(new G.UInt32Value { Value = uint.MaxValue }, new UInt32Value(uint.MaxValue));
        Same(new G.UInt64Value { Value = ulong.MaxValue }, new UInt64Value(ulong.MaxValue));
        Same(new G.Int32Value { Value = -1 }, new Int32Value(-1));
        Same(new G.Int64Value { Value = long.MinValue }, new Int64Value(long.MinValue));
        Same(new G.BoolValue { Value = true }, new BoolValue(true));
        Same(new G.StringValue { Value = "ü\"\n" }, new StringValue("ü\"\n"));
        Same(new G.BytesValue { Value = ByteString.CopyFrom(0xFB, 0xFF) }, new BytesValue(new byte[] { 0xFB, 0xFF }));
        Same(new G.DoubleValue { Value = double.NaN }, new DoubleValue(double.NaN));
        Same(new G.FloatValue { Value = 0.1f }, new FloatValue(0.1f));
        Same(new G.UInt32Value(), new UInt32Value());
        Same(new G.Empty(), new Empty());
    }

    private static void Same(Google.Protobuf.IMessage theirs, ProtoMessage ours)
    {
        Assert.Equal(theirs.ToByteArray(), ours.ToByteArray());
        string json = JsonFormatter.Default.Format(theirs);
        Assert.True(ours is Empty or StringValue || json == ours.ToJson(), json + " / " + ours.ToJson());
        Assert.Equal(theirs, JsonParser.Default.Parse(ours.ToJson(), theirs.Descriptor));
    }

    private static G.Struct RandomStruct(Random random, int depth)
    {
        var result = new G.Struct();
        for (int i = random.Next(5); i > 0; i--)
        {
            result.Fields["k" + random.Next(10)] = RandomValue(random, depth + 1);
        }

        return result;
    }

    private static G.Value RandomValue(Random random, int depth) => random.Next(depth > 4 ? 4 : 6) switch
    {
        0 => G.Value.ForNull(),
        1 => G.Value.ForNumber(random.NextDouble() * 1e9),
        2 => G.Value.ForString("s" + random.Next() + "é"),
        3 => G.Value.ForBool(random.Next(2) == 0),
        4 => G.Value.ForStruct(RandomStruct(random, depth)),
        _ => G.Value.ForList(RandomValue(random, depth + 1), RandomValue(random, depth + 1)),
    };
}
