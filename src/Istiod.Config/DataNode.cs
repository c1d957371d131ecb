using System.Buffers;
using System.Text.Json;
using Istiod.Config.Json;

namespace Istiod.Config;

/// <summary>A mutable JSON value, as parsed from YAML or JSON and before it is decoded. Not thread-safe.</summary>
public sealed class DataNode
{
    /// <summary>Options for a writer that <see cref="WriteTo"/> gets: no escapes but those that JSON needs, no checks.</summary>
    public static readonly JsonWriterOptions Writing = JsonRead.RelaxedWriting;

    private const int IndexFrom = 16;
    private List<DataNode>? _items;
    private List<KeyValuePair<string, DataNode>>? _members;
    private Dictionary<string, int>? _index;

    private DataNode(DataKind kind, string text)
    {
        Kind = kind;
        Text = text;
    }

    /// <summary>What it is.</summary>
    public DataKind Kind { get; }

    /// <summary>The text of a string, the digits of a number; else empty.</summary>
    public string Text { get; }

    /// <summary>Line of the source, from 1; 0 if made by us.</summary>
    public int Line { get; init; }

    /// <summary>Items of an array; empty for all else.</summary>
    public IReadOnlyList<DataNode> Items => _items ?? (IReadOnlyList<DataNode>)[];

    /// <summary>Members of an object in their order, names unique; empty for all else.</summary>
    public IReadOnlyList<KeyValuePair<string, DataNode>> Members =>
        _members ?? (IReadOnlyList<KeyValuePair<string, DataNode>>)[];

    /// <summary>Whether it is JSON null.</summary>
    public bool IsNull => Kind == DataKind.Null;

    /// <summary>JSON null.</summary>
    public static DataNode Null(int line = 0) => new(DataKind.Null, "") { Line = line };

    /// <summary>A boolean.</summary>
    public static DataNode Bool(bool value, int line = 0) => new(value ? DataKind.True : DataKind.False, "") { Line = line };

    /// <summary>A number from its JSON digits.</summary>
    public static DataNode Number(string digits, int line = 0) => new(DataKind.Number, digits) { Line = line };

    /// <summary>A string.</summary>
    public static DataNode String(string text, int line = 0) => new(DataKind.String, text) { Line = line };

    /// <summary>An empty object.</summary>
    public static DataNode Object(int line = 0) => new(DataKind.Object, "") { Line = line };

    /// <summary>An empty array.</summary>
    public static DataNode Array(int line = 0) => new(DataKind.Array, "") { Line = line };

    /// <summary>An array of strings.</summary>
    public static DataNode Strings(params ReadOnlySpan<string> texts)
    {
        DataNode array = Array();
        foreach (string text in texts)
        {
            array.Add(String(text));
        }

        return array;
    }

    /// <summary>Adds an item to an array.</summary>
    public void Add(DataNode item) => (_items ??= []).Add(item);

    /// <summary>The member <paramref name="name"/>, or null if this is no object or has none. A member with JSON null is returned.</summary>
    public DataNode? this[string name]
    {
        get
        {
            int at = IndexOf(name);
            return at < 0 ? null : _members![at].Value; // there is an index, so there are members
        }
    }

    /// <summary>Text of a string member; null if absent or of another kind.</summary>
    public string? TextOf(string name) => this[name] is { Kind: DataKind.String } value ? value.Text : null;

    /// <summary>The member, if it is there and not null.</summary>
    public DataNode? Present(string name) => this[name] is { IsNull: false } value ? value : null;

    /// <summary>Sets a member; a known name keeps its place.</summary>
    public void Set(string name, DataNode value)
    {
        _members ??= [];
        int at = IndexOf(name);
        if (at >= 0)
        {
            _members[at] = new(name, value);
            return;
        }

        _members.Add(new(name, value));
        if (_index is not null)
        {
            _index[name] = _members.Count - 1;
        }
        else if (_members.Count > IndexFrom)
        {
            _index = new Dictionary<string, int>(StringComparer.Ordinal);
            for (int i = 0; i < _members.Count; i++)
            {
                _index[_members[i].Key] = i;
            }
        }
    }

    /// <summary>Sets a string member if it is absent or null.</summary>
    public void Default(string name, string text)
    {
        if (Present(name) is null)
        {
            Set(name, String(text));
        }
    }

    /// <summary>Sets a member if it is absent or null.</summary>
    public void Default(string name, DataNode value)
    {
        if (Present(name) is null)
        {
            Set(name, value);
        }
    }

    /// <summary>Removes a member, if there.</summary>
    public void Remove(string name)
    {
        int at = IndexOf(name);
        if (at >= 0)
        {
            _members!.RemoveAt(at); // as in the indexer
            _index = null;
        }
    }

    /// <summary>A deep copy; <paramref name="budget"/> is lowered by one for each node, and null is returned below 0.</summary>
    public DataNode? Clone(ref int budget)
    {
        if (--budget < 0)
        {
            return null;
        }

        DataNode copy = new(Kind, Text) { Line = Line };
        foreach (DataNode item in Items)
        {
            DataNode? value = item.Clone(ref budget);
            if (value is null)
            {
                return null;
            }

            copy.Add(value);
        }

        foreach (KeyValuePair<string, DataNode> member in Members)
        {
            DataNode? value = member.Value.Clone(ref budget);
            if (value is null)
            {
                return null;
            }

            copy.Set(member.Key, value);
        }

        return copy;
    }

    /// <summary>Reads one JSON value; of members with one name the last wins.</summary>
    /// <exception cref="JsonException">The text is no JSON.</exception>
    public static DataNode ParseJson(ReadOnlySpan<byte> utf8)
    {
        Utf8JsonReader reader = new(utf8, Decoder.ReaderOptions);
        reader.Read();
        DataNode node = Read(ref reader);
        reader.Read();
        return node;
    }

    /// <summary>The value as compact JSON.</summary>
    public byte[] ToJson()
    {
        ArrayBufferWriter<byte> buffer = new(512);
        using (Utf8JsonWriter writer = new(buffer, JsonRead.RelaxedWriting))
        {
            WriteTo(writer);
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Writes the value.</summary>
    public void WriteTo(Utf8JsonWriter writer)
    {
        switch (Kind)
        {
            case DataKind.Null:
                writer.WriteNullValue();
                break;
            case DataKind.True or DataKind.False:
                writer.WriteBooleanValue(Kind == DataKind.True);
                break;
            case DataKind.Number:
                writer.WriteRawValue(Text, skipInputValidation: true);
                break;
            case DataKind.String:
                writer.WriteStringValue(Text);
                break;
            case DataKind.Array:
                writer.WriteStartArray();
                foreach (DataNode item in Items)
                {
                    item.WriteTo(writer);
                }

                writer.WriteEndArray();
                break;
            default:
                writer.WriteStartObject();
                foreach (KeyValuePair<string, DataNode> member in Members)
                {
                    writer.WritePropertyName(member.Key);
                    member.Value.WriteTo(writer);
                }

                writer.WriteEndObject();
                break;
        }
    }

    /// <summary>Whether both are the same JSON value; order of members does not count, digits of numbers do.</summary>
    public static bool DeepEquals(DataNode left, DataNode right)
    {
        if (left.Kind != right.Kind
            || !string.Equals(left.Text, right.Text, StringComparison.Ordinal)
            || left.Items.Count != right.Items.Count
            || left.Members.Count != right.Members.Count)
        {
            return false;
        }

        for (int i = 0; i < left.Items.Count; i++)
        {
            if (!DeepEquals(left.Items[i], right.Items[i]))
            {
                return false;
            }
        }

        foreach (KeyValuePair<string, DataNode> member in left.Members)
        {
            DataNode? other = right[member.Key];
            if (other is null || !DeepEquals(member.Value, other))
            {
                return false;
            }
        }

        return true;
    }

    internal static DataNode Read(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                DataNode map = Object();
                while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
                {
                    string name = JsonRead.Interned(ref reader);
                    reader.Read();
                    map.Set(name, Read(ref reader));
                }

                return map;
            case JsonTokenType.StartArray:
                DataNode array = Array();
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                {
                    array.Add(Read(ref reader));
                }

                return array;
            case JsonTokenType.String:
                return String(reader.GetString()!); // a string token is never null
            case JsonTokenType.Number:
                return Number(System.Text.Encoding.ASCII.GetString(reader.ValueSpan));
            case JsonTokenType.True or JsonTokenType.False:
                return Bool(reader.TokenType == JsonTokenType.True);
            default:
                return Null();
        }
    }

    private int IndexOf(string name)
    {
        if (_members is null)
        {
            return -1;
        }

        if (_index is not null)
        {
            return _index.GetValueOrDefault(name, -1);
        }

        for (int i = 0; i < _members.Count; i++)
        {
            if (string.Equals(_members[i].Key, name, StringComparison.Ordinal))
            {
                return i;
            }
        }

        return -1;
    }
}
