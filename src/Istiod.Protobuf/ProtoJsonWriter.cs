using System.Text.Json;

namespace Istiod.Protobuf;

/// <summary>Writes the members of one message; generated code names its fields by index.</summary>
public readonly ref struct ProtoJsonWriter
{
    private readonly Utf8JsonWriter _writer;
    private readonly ProtoJsonOptions _options;
    private readonly FieldNames _names;

    /// <summary>Writes members into the object that <paramref name="writer"/> has open.</summary>
    internal ProtoJsonWriter(Utf8JsonWriter writer, ProtoJsonOptions options, FieldNames names)
    {
        _writer = writer;
        _options = options;
        _names = names;
    }

    /// <summary>The writer beneath.</summary>
    internal Utf8JsonWriter Writer => _writer;

    /// <summary>The options in force.</summary>
    internal ProtoJsonOptions Options => _options;

    /// <summary>A field with implicit presence.</summary>
    public void Value<T>(int index, T value, FieldCodec<T> codec)
    {
        if (value is not null && !codec.IsDefault(value))
        {
            Present(index, value, codec, _options.PlainNumbers);
        }
    }

    /// <summary>A field with presence whose type is a struct.</summary>
    public void Opt<T>(int index, T? value, FieldCodec<T> codec)
        where T : struct
    {
        if (value is { } v)
        {
            Present(index, v, codec, _options.PlainNumbers);
        }
    }

    /// <summary>A field with presence whose type is a class.</summary>
    public void OptRef<T>(int index, T? value, FieldCodec<T> codec)
        where T : class
    {
        if (value is not null)
        {
            Present(index, value, codec, _options.PlainNumbers);
        }
    }

    /// <summary>A wrapper message around a struct.</summary>
    public void Wrap<T>(int index, T? value, FieldCodec<T> codec)
        where T : struct
    {
        if (value is { } v)
        {
            Present(index, v, codec, plain: false);
        }
    }

    /// <summary>A message.</summary>
    public void Message(int index, ProtoMessage? value)
    {
        if (value is not null)
        {
            _writer.WritePropertyName(_names.Encoded(index, _options.PreserveFieldNames));
            value.WriteJson(_writer, _options);
        }
    }

    /// <summary>A repeated field.</summary>
    public void Repeated<T>(int index, RepeatedField<T>? list, FieldCodec<T> codec)
    {
        if (list is null || list.Count == 0)
        {
            return;
        }

        _writer.WriteStartArray(_names.Encoded(index, _options.PreserveFieldNames));
        for (int i = 0; i < list.Count; i++)
        {
            codec.WriteJson(_writer, list[i], _options, _options.PlainNumbers);
        }

        _writer.WriteEndArray();
    }

    /// <summary>A map field, in key order.</summary>
    public void Map<TKey, TValue>(int index, MapField<TKey, TValue>? map, FieldCodec<TKey> keys, FieldCodec<TValue> values)
        where TKey : notnull
    {
        if (map is null || map.Count == 0)
        {
            return;
        }

        _writer.WriteStartObject(_names.Encoded(index, _options.PreserveFieldNames));
        using var sorted = new SortedKeys<TKey, TValue>(map);
        foreach (TKey key in sorted.Span)
        {
            _writer.WritePropertyName(keys.FormatKey(key));
            values.WriteJson(_writer, map[key], _options, _options.PlainNumbers);
        }

        _writer.WriteEndObject();
    }

    private void Present<T>(int index, T value, FieldCodec<T> codec, bool plain)
    {
        _writer.WritePropertyName(_names.Encoded(index, _options.PreserveFieldNames));
        codec.WriteJson(_writer, value, _options, plain);
    }
}
