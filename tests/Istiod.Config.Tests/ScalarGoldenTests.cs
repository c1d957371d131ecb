using System.Text;
using System.Text.Json;
using Istiod.Config.Json;
using Istiod.Protobuf;
using Istiod.Protobuf.WellKnown;

namespace Istiod.Config.Tests;

/// <summary>Numbers or names, and proto3 JSON of single values, as Go's libraries have them.</summary>
public sealed class ScalarGoldenTests
{
    [Fact]
    public void Scalars_EveryRecordedCase_AreReadAlike()
    {
        List<string> wrong = [];
        int count = 0;
        foreach (JsonElement golden in Golden.Primitives("durations.jsonl"))
        {
            bool? same = Text(golden, "kind") switch
            {
                "intstrParse" => IsParsed(golden),
                "intstrJson" => IsRead(golden),
                "protoDuration" => IsJson<DurationMessage>(golden),
                "protoTimestamp" => IsJson<TimestampMessage>(golden),
                "protoBool" => IsJson<BoolValue>(golden),
                "protoBytes" => IsJson<BytesValue>(golden),
                "protoDouble" => IsJson<DoubleValue>(golden),
                "protoFloat" => IsJson<FloatValue>(golden),
                "protoInt32" => IsJson<Int32Value>(golden),
                "protoInt64" => IsJson<Int64Value>(golden),
                "protoString" => IsJson<StringValue>(golden),
                "protoUInt32" => IsJson<UInt32Value>(golden),
                _ => null,
            };
            count += same is null ? 0 : 1;
            if (same == false)
            {
                wrong.Add(golden.ToString());
            }
        }

        Assert.True(wrong.Count == 0 && count > 100, $"{wrong.Count} of {count}\n{string.Join('\n', wrong)}");
    }

    private static bool IsParsed(JsonElement golden)
    {
        IntOrString value = IntOrString.Parse(Text(golden, "in"));
        return (value.Name is null ? "int" : "string") == Text(golden, "type")
            && value.ToString() == Text(golden, "string")
            && IsScaled(golden, value, "scaledOf7Up", roundsUp: true)
            && IsScaled(golden, value, "scaledOf7Down", roundsUp: false);
    }

    private static bool IsScaled(JsonElement golden, IntOrString value, string name, bool roundsUp) =>
        value.TryScale(7, roundsUp, out int scaled, out string? error)
            ? golden.TryGetProperty(name, out JsonElement expected) && expected.GetInt32() == scaled
            : golden.TryGetProperty(name + "Error", out JsonElement fault) && fault.GetString() == error;

    private static bool IsRead(JsonElement golden)
    {
        Utf8JsonReader reader = new(Encoding.UTF8.GetBytes(Text(golden, "in")));
        reader.Read();
        bool expected = golden.GetProperty("ok").GetBoolean();
        try
        {
            IntOrString value = JsonRead.IntOrString(ref reader);
            return expected && value.ToString() == Text(golden, "string") && (value.Name is null ? "int" : "string") == Text(golden, "type");
        }
        catch (DecodeException)
        {
            return !expected;
        }
    }

    private static bool IsJson<T>(JsonElement golden)
        where T : class, IProtoMessage<T>
    {
        bool expected = golden.GetProperty("ok").GetBoolean();
        try
        {
            Utf8JsonReader reader = new(Encoding.UTF8.GetBytes(Text(golden, "in")));
            T message = T.ReadJson(ref reader, ProtoJsonOptions.Default);
            bool isAlone = !reader.Read();
            using MemoryStream stream = new();
            using (Utf8JsonWriter writer = new(stream))
            {
                message.WriteJson(writer, ProtoJsonOptions.Default);
            }

            return expected && isAlone && IsSame(Encoding.UTF8.GetString(stream.ToArray()), Text(golden, "out"));
        }
        catch (Exception refused) when (refused is ProtoJsonException or JsonException)
        {
            return !expected;
        }
    }

    private static bool IsSame(string ours, string expected) =>
        ours == expected || JsonElement.DeepEquals(JsonDocument.Parse(ours).RootElement, JsonDocument.Parse(expected).RootElement);

    private static string Text(JsonElement golden, string name) => golden.GetProperty(name).GetString()!;
}
