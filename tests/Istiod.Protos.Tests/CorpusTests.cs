using System.Text;
using Istiod.Protobuf;
using Istiod.Protobuf.Tables;

namespace Istiod.Protos.Tests;

/// <summary>Generated types and field tables against what python3-protobuf recorded.</summary>
public sealed class CorpusTests
{
    private static readonly AnyResolver Generated = ProtoTypes.Resolver;

    [Fact]
    public void Corpus_EveryGeneratedType_IsThere()
    {
        var types = Corpus.Messages.Select(m => m.Type).ToHashSet();
        Assert.All(ProtoTypes.Every(), type => Assert.Contains(type.Name, types));
    }

    [Fact]
    public void Message_ParsedAndWritten_KeepsEveryByte() => Each(GeneratedType, (type, m) =>
        type.Parse(m.Binary).ToByteArray().AsSpan().SequenceEqual(m.Binary) ? null : "bytes differ");

    [Fact]
    public void Message_WithOriginalNames_HasTheOraclesJson() => Each(GeneratedType, (type, m) =>
        JsonSame.Difference(m.Original, type.Parse(m.Binary).ToJson(
            new ProtoJsonOptions { PreserveFieldNames = true, AnyResolver = Generated })));

    [Fact]
    public void Message_WithJsonNames_HasTheOraclesJson() => Each(GeneratedType, (type, m) =>
        JsonSame.Difference(m.Json, type.Parse(m.Binary).ToJson(new ProtoJsonOptions { AnyResolver = Generated })));

    [Fact]
    public void Message_InGoldenLayout_HasTheDumpersJson() => Each(GeneratedType, (type, m) =>
        JsonSame.Difference(m.Golden, type.Parse(m.Binary).ToJson(ProtoJsonOptions.Golden(Generated))));

    [Fact]
    public void Message_ReadFromJsonOfEitherNames_HasTheOraclesBytes() => Each(GeneratedType, FromJson);

    [Fact]
    public void Message_ParsedTwice_IsEqualWithEqualHash() => Each(GeneratedType, (type, m) =>
    {
        ProtoMessage a = type.Parse(m.Binary), b = type.Parse(m.Binary);
        return !a.Equals(b) ? "not equal" : a.GetHashCode() != b.GetHashCode() ? "other hash" : null;
    });

    [Fact]
    public void Message_WithOneByteChanged_IsEqualOnlyIfItsEncodingIs() => Each(GeneratedType, (type, m) =>
    {
        ProtoMessage whole = type.Parse(m.Binary);
        byte[] bytes = m.Binary;
        for (int at = 0; at < bytes.Length; at += 1 + (bytes.Length / 64))
        {
            bytes[at] ^= 1;
            try
            {
                ProtoMessage other = type.Parse(bytes);
                if (whole.Equals(other) != whole.ToByteArray().AsSpan().SequenceEqual(other.ToByteArray()))
                {
                    return $"byte {at}: " + (whole.Equals(other) ? "equal, but encoded in another way" : "encoded the same, but not equal");
                }
            }
            catch (ProtoException)
            {
                // not such a message any more
            }
            finally
            {
                bytes[at] ^= 1;
            }
        }

        return null;
    });

    [Fact]
    public void TableMessage_ParsedAndWritten_KeepsEveryByte() => Each(TableType, (type, m) =>
        type.Parse(m.Binary).ToByteArray().AsSpan().SequenceEqual(m.Binary) ? null : "bytes differ");

    [Fact]
    public void TableMessage_WithOriginalNames_HasTheOraclesJson() => Each(TableType, (type, m) =>
        JsonSame.Difference(m.Original, type.Parse(m.Binary).ToJson(
            new ProtoJsonOptions { PreserveFieldNames = true, AnyResolver = Generated })));

    [Fact]
    public void TableMessage_InGoldenLayout_HasTheDumpersJson() => Each(TableType, (type, m) =>
        JsonSame.Difference(m.Golden, type.Parse(m.Binary).ToJson(ProtoJsonOptions.Golden(Generated))));

    [Fact]
    public void TableMessage_ReadFromJsonOfEitherNames_HasTheOraclesBytes() => Each(TableType, FromJson);

    private static string? FromJson(AnyType type, CorpusMessage m)
    {
        var options = new ProtoJsonOptions { AnyResolver = Generated };
        foreach (string json in new[] { m.Original, m.Json })
        {
            ProtoMessage message = Read(type, json, options);
            if (!message.ToByteArray().AsSpan().SequenceEqual(m.Binary))
            {
                return "bytes differ after reading JSON";
            }
        }

        return null;
    }

    private static ProtoMessage Read(AnyType type, string json, ProtoJsonOptions options)
    {
        var reader = new System.Text.Json.Utf8JsonReader(Encoding.UTF8.GetBytes(json), new() { MaxDepth = 500 });
        return type.ReadJson(ref reader, options);
    }

    private static AnyType? GeneratedType(string name) =>
        GeneratedTypes.Value.GetValueOrDefault(name);

    private static AnyType? TableType(string name) =>
        ProtoTypes.Tables.TryFindMessage(name, out MessageTable table) ? new TableAnyType(table) : null;

    private static readonly Lazy<Dictionary<string, AnyType>> GeneratedTypes =
        new(() => ProtoTypes.Every().ToDictionary(type => type.Name));

    private static void Each(Func<string, AnyType?> find, Func<AnyType, CorpusMessage, string?> check)
    {
        int count = 0;
        var failures = new List<string>();
        foreach (CorpusMessage message in Corpus.Messages)
        {
            if (find(message.Type) is not { } type)
            {
                continue;
            }

            count++;
            string? failure;
            try
            {
                failure = check(type, message);
            }
            catch (Exception e) when (e is ProtoException or ProtoJsonException or InvalidCastException)
            {
                failure = e.Message;
            }

            if (failure is not null)
            {
                failures.Add(message.Type + ": " + failure);
            }
        }

        Assert.True(count > 1600, $"only {count} messages");
        Assert.True(failures.Count == 0, $"{failures.Count} of {count}:\n" + string.Join("\n", failures.Take(20)));
    }
}
