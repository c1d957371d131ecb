using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Istiod.GoTemplate;
using Istiod.Webhooks.Injection.Json;
using Istiod.Webhooks.Injection.Kube;
using Istiod.Webhooks.Injection.Rules;
using Istiod.Webhooks.Injection.Templates;

namespace Istiod.Webhooks.Tests.Primitives;

/// <summary>JSON as Go's encoding/json reads and writes it: what templates print and what injection reads.</summary>
public sealed class GoJsonGoldenTests
{
    /// <summary>Cases that come out differently, with the reason; at most 2 % of the file.</summary>
    private static readonly Dictionary<string, string> Exceptions = new(StringComparer.Ordinal)
    {
        ["gojson-258"] = "no Kubernetes type that we read has floating-point fields: the message names an integer",
        ["gojson-259"] = "likewise",
    };

    /// <summary>The struct of the recorded cases; its float stands as an integer.</summary>
    private const string Struct = """
        main.inner
         Port port int32 -
        main.st
         Name name string -
         Opt opt *int64 e
         List list []string e
         M m map[string]string e
         Num num int64 -
         Flag flag bool e
         Inner inner main.inner -
        """;

    [Fact]
    public void Cidr_EveryRecordedFault_IsWordedAlike()
    {
        List<string> wrong = [];
        foreach (JsonElement golden in Golden.Primitives("names.jsonl"))
        {
            if (Text(golden, "kind") == "cidr")
            {
                string? fault = AddressRules.PrefixFault(Text(golden, "in"));
                if (fault != (golden.TryGetProperty("netipError", out JsonElement error) ? error.GetString() : null))
                {
                    wrong.Add($"{golden} ours: {fault}");
                }
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Fact]
    public void GoJson_EveryRecordedCase_IsReadAndWrittenAlike()
    {
        KubeType type = KubeTypeTable.Read(new StringReader(Struct))["main.st"];
        List<string> wrong = [];
        int count = 0;
        foreach (JsonElement golden in Golden.Primitives("gojson.jsonl"))
        {
            count++;
            string? fault = Check(golden, type);
            if ((fault is not null) != Exceptions.ContainsKey(Text(golden, "id")))
            {
                wrong.Add($"{golden} {fault ?? "is the same, but listed"}");
            }
        }

        Assert.True(wrong.Count == 0, $"{wrong.Count} of {count}\n{string.Join('\n', wrong)}");
        Assert.InRange(Exceptions.Count, 0, count / 50);
    }

    private static string? Check(JsonElement golden, KubeType type)
    {
        switch (Text(golden, "kind"))
        {
            case "float64":
                return Written(golden, GoValue.FromDouble(Hexadecimal(Text(golden, "in"))));
            case "float32":
                return Written(golden, GoValue.FromFloat(GoType.Float32, Hexadecimal(Text(golden, "in"))));
            case "int64":
                return Written(golden, GoValue.FromInt64(long.Parse(Text(golden, "in"), CultureInfo.InvariantCulture)));
            case "uint64":
                return Written(golden, GoValue.FromInteger(GoType.Uint64, (long)ulong.Parse(Text(golden, "in"), CultureInfo.InvariantCulture)));
            case "string":
                return Written(golden, GoValue.FromString(Istiod.GoTemplate.GoText.FromBytes(golden.GetProperty("inBase64").GetBytesFromBase64())));
            case "mapKeys" when !golden.GetProperty("isNull").GetBoolean():
                StringBuilder keys = new("{");
                int value = 0;
                foreach (JsonElement key in golden.GetProperty("keysSortedByBytes").EnumerateArray().Reverse())
                {
                    keys.Append(value > 0 ? "," : "").Append(key.GetRawText()).Append(':').Append(golden.GetProperty("keysSortedByBytes").GetArrayLength() - ++value);
                }

                return GoJson.TryRead(keys.Append('}').ToString(), out GoValue map, out string? broken) ? Written(golden, map) : broken;
            case "roundTrip":
                return RoundTrip(golden, Text(golden, "in"));
            case "struct":
                return Typed(golden, Text(golden, "in"), type);
            default:
                // Null maps, slices and bytes are Go values that no template or object of ours holds.
                return null;
        }
    }

    private static string? Written(JsonElement golden, GoValue value)
    {
        if (!GoJson.TryWrite(value, out string? json, out string? error))
        {
            return golden.TryGetProperty("error", out JsonElement fault) && fault.GetString() == error ? null : error;
        }

        bool hasPlain = golden.TryGetProperty("outNoHtmlEscape", out JsonElement plain);
        return json == Text(golden, "out")
            && (!hasPlain || (GoJson.TryWrite(value, out string? unescaped, out _, escapeHtml: false) && unescaped == plain.GetString()))
            ? null
            : $"ours {json}";
    }

    private static string? RoundTrip(JsonElement golden, string text)
    {
        string? said = null;
        try
        {
            _ = GoJsonParser.Parse(Encoding.UTF8.GetBytes(text));
        }
        catch (GoJsonFault fault)
        {
            said = fault.Message;
        }

        if (golden.TryGetProperty("error", out JsonElement expected))
        {
            // Numbers out of range are refused by whoever wants a double of them.
            return said == expected.GetString() || (said is null && !GoJson.TryRead(text, out _, out _)) ? null : $"says {said}";
        }

        if (said is null && golden.TryGetProperty("outUseNumber", out JsonElement kept))
        {
            // Trees keep numbers as they were written.
            string written = GoJsonParser.Parse(Encoding.UTF8.GetBytes(text))!.ToJsonString();
            said = written == kept.GetString() ? null : $"keeps {written}";
        }

        return said ?? (GoJson.TryRead(text, out GoValue value, out string? error) ? Written(golden, value) : error);
    }

    // What Go has decoded up to a fault (column out of a refused case) is not compared: a fault refuses the object as a whole.
    private static string? Typed(JsonElement golden, string text, KubeType type)
    {
        bool expected = golden.GetProperty("ok").GetBoolean();
        try
        {
            JsonNode typed = TypedTree.Apply(GoJsonParser.Parse(Encoding.UTF8.GetBytes(text)), type);
            string json = KubeValues.ToJson(typed, type);
            return expected && json == Text(golden, "out") ? null : $"ours {json}";
        }
        catch (GoJsonFault fault)
        {
            return !expected && fault.Message == Text(golden, "error") ? null : $"says {fault.Message}";
        }
    }

    /// <summary>Go's hexadecimal float.</summary>
    private static double Hexadecimal(string text) =>
        Istiod.Primitives.GoNumber.TryParseFloat(text, out double value, out string? error) ? value : throw new FormatException(error);

    private static string Text(JsonElement golden, string name) => golden.GetProperty(name).GetString()!;
}
