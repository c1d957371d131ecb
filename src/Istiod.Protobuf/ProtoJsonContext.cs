using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Istiod.Protobuf;

/// <summary>One reading of JSON into messages: options, where it is, how deep, and the rules that all messages share.</summary>
public sealed class ProtoJsonContext
{
    private readonly List<Step> _path = [];
    private int _depth;

    /// <summary>Starts a reading.</summary>
    internal ProtoJsonContext(ProtoJsonOptions options) => Options = options;

    /// <summary>Options in force.</summary>
    public ProtoJsonOptions Options { get; }

    /// <summary>True if names that are not known are skipped.</summary>
    public bool IgnoreUnknown => Options.IgnoreUnknownFields;

    /// <summary>An error at the current place.</summary>
    public ProtoJsonException Error(string reason, Exception? inner = null)
    {
        var path = new StringBuilder();
        foreach (Step step in _path)
        {
            if (step.Name is null)
            {
                path.Append(CultureInfo.InvariantCulture, $"[{step.Index}]");
            }
            else if (step.IsKey)
            {
                path.Append('[').Append(step.Name).Append(']');
            }
            else
            {
                path.Append(path.Length > 0 ? "." : "").Append(step.Name);
            }
        }

        return new ProtoJsonException(path.ToString(), reason, inner);
    }

    /// <summary>Reads a string.</summary>
    public string Text(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.String)
        {
            throw Error("expected a string");
        }

        try
        {
            return reader.GetString() ?? "";
        }
        catch (InvalidOperationException e)
        {
            throw Error("string is not valid Unicode", e);
        }
    }

    /// <summary>The characters of a number.</summary>
    internal static string NumberText(ref Utf8JsonReader reader) =>
        Encoding.ASCII.GetString(reader.HasValueSequence ? reader.ValueSequence.ToArray() : reader.ValueSpan);

    /// <summary>Reads a message, merging into <paramref name="message"/>, and returns it.</summary>
    public T Message<T>(ref Utf8JsonReader reader, T message)
        where T : ProtoMessage
    {
        Enter();
        message.MergeJson(ref reader, this);
        _depth--;
        return message;
    }

    /// <summary>Reads a list.</summary>
    public void Repeated<T>(ref Utf8JsonReader reader, RepeatedField<T> list, FieldCodec<T> codec)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            throw Error("expected a list");
        }

        for (int index = 0; Next(ref reader) != JsonTokenType.EndArray; index++)
        {
            _path.Add(new Step(null, index, IsKey: false));
            list.Add(Item(ref reader, codec, "list"));
            Leave();
        }
    }

    /// <summary>Reads a map.</summary>
    public void Map<TKey, TValue>(
        ref Utf8JsonReader reader, MapField<TKey, TValue> map, FieldCodec<TKey> keys, FieldCodec<TValue> values)
        where TKey : notnull
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw Error("expected an object");
        }

        while (Next(ref reader) != JsonTokenType.EndObject)
        {
            string name = MemberName(ref reader);
            _path.Add(new Step(name, 0, IsKey: true));
            TKey key = keys.ParseKey(name, this);
            Next(ref reader);
            TValue value = Item(ref reader, values, "map");
            if (Options.IsJsonpb)
            {
                map[key] = value;
            }
            else if (!map.TryAdd(key, value))
            {
                throw Error("key comes twice");
            }

            Leave();
        }
    }

    /// <summary>Refuses a second member of a oneof.</summary>
    public void RefuseSecond(bool isSet, string oneof)
    {
        if (isSet && !Options.IsJsonpb)
        {
            throw Error("another member of oneof " + oneof + " is set already");
        }
    }

    private T Item<T>(ref Utf8JsonReader reader, FieldCodec<T> codec, string place)
    {
        if (reader.TokenType != JsonTokenType.Null || codec.AcceptsNull)
        {
            return codec.ReadJson(ref reader, this);
        }

        return Options.IsJsonpb ? codec.Default : throw Error($"null is not allowed in a {place}");
    }

    /// <summary>Reads an object's members into a message.</summary>
    /// <param name="isAny">Skip the <c>@type</c> member.</param>
    internal void Object(ref Utf8JsonReader reader, ProtoMessage message, bool isAny)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw Error("expected an object");
        }

        FieldNames names = message.JsonNames;
        UInt128 seen = 0;
        while (Next(ref reader) != JsonTokenType.EndObject)
        {
            string name = MemberName(ref reader);
            int index = names.IndexOf(name);
            _path.Add(new Step(name, 0, IsKey: false));
            if (index < 0)
            {
                if (!IgnoreUnknown && !(isAny && name == "@type"))
                {
                    throw Error("unknown field");
                }

                Skip(ref reader);
                Leave();
                continue;
            }

            UInt128 bit = UInt128.One << index;
            if ((seen & bit) != 0)
            {
                throw Error("field comes twice");
            }

            seen |= bit;
            if (Next(ref reader) != JsonTokenType.Null || names.AcceptsNull(index))
            {
                message.ReadJsonField(index, ref reader, this);
            }

            Leave();
        }
    }

    /// <summary>Reads one value with the reader before it or on its first token.</summary>
    internal void Root(ref Utf8JsonReader reader, ProtoMessage message)
    {
        try
        {
            if (reader.TokenType == JsonTokenType.None)
            {
                Next(ref reader);
            }

            Message(ref reader, message);
        }
        catch (JsonException e)
        {
            throw Error("malformed JSON: " + e.Message, e);
        }
    }

    /// <summary>Reads a document that holds one value and nothing else.</summary>
    internal void Document(ReadOnlySpan<byte> utf8, ProtoMessage message)
    {
        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = 256 });
        try
        {
            Next(ref reader);
            Message(ref reader, message);
            reader.Read();
        }
        catch (JsonException e)
        {
            throw Error("malformed JSON: " + e.Message, e);
        }
    }

    /// <summary>Moves to the next token.</summary>
    internal JsonTokenType Next(ref Utf8JsonReader reader) =>
        reader.Read() ? reader.TokenType : throw Error("JSON ends too early");

    /// <summary>The name of the member that the reader is on.</summary>
    internal string MemberName(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString() ?? "";
        }
        catch (InvalidOperationException e)
        {
            throw Error("name is not valid Unicode", e);
        }
    }

    /// <summary>Skips the next value, or the one the reader is on if it is no member name.</summary>
    internal void Skip(ref Utf8JsonReader reader)
    {
        if (!reader.TrySkip())
        {
            throw Error("JSON ends too early");
        }
    }

    /// <summary>One level deeper without a name, for values that nest by themselves.</summary>
    internal void Enter()
    {
        if (++_depth > ProtoReader.MaxDepth)
        {
            throw Error("nested too deep");
        }
    }

    /// <summary>One level up.</summary>
    internal void Exit() => _depth--;

    private void Leave() => _path.RemoveAt(_path.Count - 1);

    private readonly record struct Step(string? Name, int Index, bool IsKey);
}
