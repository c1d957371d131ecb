using System.Text.Json;
using Istiod.Protobuf.Codecs;

namespace Istiod.Protobuf.Tables;

/// <summary>An enum type of the tables; a value is its number in a box.</summary>
internal sealed class EnumTable : FieldCodec<object>
{
    private readonly Dictionary<int, string> _byNumber = [];
    private readonly Dictionary<string, int> _byName = new(StringComparer.Ordinal);

    public EnumTable(TableReader reader)
    {
        int count = reader.Int();
        for (int i = 0; i < count; i++)
        {
            string name = reader.Text();
            int number = reader.Int();
            _byNumber.TryAdd(number, name);
            _byName[name] = number;
        }
    }

    /// <summary>Names and numbers, in declared order.</summary>
    public IEnumerable<KeyValuePair<string, int>> Values => _byName;

    /// <summary>Whether a value has that name.</summary>
    public bool Has(string name) => _byName.ContainsKey(name);

    /// <summary>Name of a number; null if it has none.</summary>
    public string? NameOf(int number) => _byNumber.GetValueOrDefault(number);

    public override int WireType => 0;

    public override object Default => 0;

    public override bool IsDefault(object value) => (int)value == 0;

    public override int Size(object value) => ProtoSize.Of(ProtoBits.Of((int)value));

    public override void Write(ref ProtoWriter writer, object value) => writer.RawVarint(ProtoBits.Of((int)value));

    public override object Read(ref ProtoReader reader) => reader.Int32();

    public override void WriteJson(Utf8JsonWriter writer, object value, ProtoJsonOptions options, bool plain)
    {
        if (_byNumber.TryGetValue((int)value, out string? name))
        {
            writer.WriteStringValue(name);
        }
        else
        {
            writer.WriteNumberValue((int)value);
        }
    }

    public override object ReadJson(ref Utf8JsonReader reader, ProtoJsonContext context) =>
        EnumJson.Read(ref reader, context, _byName);
}
