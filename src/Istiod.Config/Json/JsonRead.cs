using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Istiod.Primitives;

namespace Istiod.Config.Json;

/// <summary>
/// Typed reads for <see cref="SpecReader"/>s. Each starts on a property name or on the value's first token and ends on its last; JSON
/// null gives the empty value. A value of the wrong type is a <see cref="DecodeException"/>.
/// </summary>
internal static class JsonRead
{
    /// <summary>Reads one element or member value.</summary>
    public delegate T ValueReader<T>(ref Utf8JsonReader reader);

    public static readonly JsonWriterOptions RelaxedWriting = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
        MaxDepth = 1000,
    };

    /// <summary>Enters an object; false for null.</summary>
    public static bool Object(ref Utf8JsonReader reader)
    {
        ToValue(ref reader);
        return Expect(ref reader, JsonTokenType.StartObject, "an object");
    }

    /// <summary>Goes to the next property name of the entered object; false at its end.</summary>
    public static bool NextMember(ref Utf8JsonReader reader)
    {
        reader.Read();
        return reader.TokenType == JsonTokenType.PropertyName;
    }

    /// <summary>Passes over a member's value.</summary>
    public static void Skip(ref Utf8JsonReader reader)
    {
        ToValue(ref reader);
        reader.Skip();
    }

    /// <summary>A string, interned.</summary>
    public static string String(ref Utf8JsonReader reader)
    {
        ToValue(ref reader);
        switch (reader.TokenType)
        {
            case JsonTokenType.Null:
                return "";
            case JsonTokenType.String:
                return Interned(ref reader);
            default:
                throw Wrong(ref reader, "a string");
        }
    }

    /// <summary>A string that will hardly repeat.</summary>
    public static string Text(ref Utf8JsonReader reader)
    {
        ToValue(ref reader);
        return reader.TokenType switch
        {
            JsonTokenType.Null => "",
            JsonTokenType.String => reader.GetString()!, // a string token is never null
            _ => throw Wrong(ref reader, "a string"),
        };
    }

    public static string? OptionalString(ref Utf8JsonReader reader)
    {
        ToValue(ref reader);
        return reader.TokenType == JsonTokenType.Null ? null : String(ref reader);
    }

    public static bool? OptionalBool(ref Utf8JsonReader reader)
    {
        ToValue(ref reader);
        return reader.TokenType switch
        {
            JsonTokenType.Null => null,
            JsonTokenType.True => true,
            JsonTokenType.False => false,
            _ => throw Wrong(ref reader, "a boolean"),
        };
    }

    public static bool Bool(ref Utf8JsonReader reader) => OptionalBool(ref reader) ?? false;

    public static int Int32(ref Utf8JsonReader reader)
    {
        long value = Int64(ref reader);
        return value is >= int.MinValue and <= int.MaxValue ? (int)value : throw Wrong(ref reader, "a 32-bit integer");
    }

    public static long Int64(ref Utf8JsonReader reader)
    {
        ToValue(ref reader);
        if (reader.TokenType == JsonTokenType.Null)
        {
            return 0;
        }

        return reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out long value)
            ? value
            : throw Wrong(ref reader, "an integer");
    }

    public static DateTimeOffset? Time(ref Utf8JsonReader reader)
    {
        string text = Text(ref reader);
        if (text.Length == 0)
        {
            return null;
        }

        return DateTimeOffset.TryParse(
            text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out DateTimeOffset time)
            ? time
            : throw new DecodeException("", $"\"{text}\" is not a time");
    }

    public static ValueArray<string> Strings(ref Utf8JsonReader reader) => Array(ref reader, String);

    public static ValueArray<T> Array<T>(ref Utf8JsonReader reader, ValueReader<T> element)
    {
        ToValue(ref reader);
        if (!Expect(ref reader, JsonTokenType.StartArray, "a list"))
        {
            return default;
        }

        T[] items = ArrayPool<T>.Shared.Rent(4);
        int count = 0;
        try
        {
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                if (count == items.Length)
                {
                    T[] larger = ArrayPool<T>.Shared.Rent(count * 2);
                    items.CopyTo(larger, 0);
                    ArrayPool<T>.Shared.Return(items, clearArray: true);
                    items = larger;
                }

                items[count++] = element(ref reader);
            }

            return ValueArray.Create<T>(items.AsSpan(0, count));
        }
        finally
        {
            ArrayPool<T>.Shared.Return(items, clearArray: true);
        }
    }

    /// <summary>A map of strings; keys are interned, values too if asked.</summary>
    public static LabelSet Labels(ref Utf8JsonReader reader, bool internValues = true)
    {
        ToValue(ref reader);
        if (!Expect(ref reader, JsonTokenType.StartObject, "a map"))
        {
            return LabelSet.Empty;
        }

        List<KeyValuePair<string, string>> labels = [];
        while (NextMember(ref reader))
        {
            string key = Interned(ref reader);
            labels.Add(new(key, internValues ? String(ref reader) : Text(ref reader)));
        }

        return LabelSet.From(labels);
    }

    /// <summary>A map of base64 texts.</summary>
    public static ValueArray<KeyValuePair<string, ByteString>> Bytes(ref Utf8JsonReader reader)
    {
        ToValue(ref reader);
        if (!Expect(ref reader, JsonTokenType.StartObject, "a map"))
        {
            return default;
        }

        SortedDictionary<string, ByteString> data = new(StringComparer.Ordinal);
        while (NextMember(ref reader))
        {
            string key = Interned(ref reader);
            reader.Read();
            byte[]? value = [];
            if (reader.TokenType != JsonTokenType.Null
                && (reader.TokenType != JsonTokenType.String || !reader.TryGetBytesFromBase64(out value)))
            {
                throw Wrong(ref reader, "base64 text");
            }

            data[key] = new ByteString(value);
        }

        KeyValuePair<string, ByteString>[] sorted = new KeyValuePair<string, ByteString>[data.Count];
        data.CopyTo(sorted, 0);
        return ValueArray.Take(sorted);
    }

    /// <summary>An integer or a text; an integer comes as its digits.</summary>
    public static IntOrString IntOrString(ref Utf8JsonReader reader)
    {
        ToValue(ref reader);
        return reader.TokenType switch
        {
            JsonTokenType.Null => default,
            JsonTokenType.String => new IntOrString(String(ref reader)),
            JsonTokenType.Number => new IntOrString(Int32(ref reader)),
            _ => throw Wrong(ref reader, "an integer or a string"),
        };
    }

    /// <summary>The value as compact JSON; null gives null.</summary>
    public static JsonValue? Raw(ref Utf8JsonReader reader)
    {
        ToValue(ref reader);
        if (reader.TokenType == JsonTokenType.Null)
        {
            return null;
        }

        ArrayBufferWriter<byte> buffer = new(256);
        using (Utf8JsonWriter writer = new(buffer, RelaxedWriting))
        {
            CopyValue(ref reader, writer);
        }

        return new JsonValue(buffer.WrittenSpan);
    }

    /// <summary>Writes the value compactly.</summary>
    public static void CopyValue(ref Utf8JsonReader reader, Utf8JsonWriter writer)
    {
        ToValue(ref reader);
        int depth = 0;
        do
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.StartObject:
                    writer.WriteStartObject();
                    depth++;
                    break;
                case JsonTokenType.StartArray:
                    writer.WriteStartArray();
                    depth++;
                    break;
                case JsonTokenType.EndObject:
                    writer.WriteEndObject();
                    depth--;
                    break;
                case JsonTokenType.EndArray:
                    writer.WriteEndArray();
                    depth--;
                    break;
                case JsonTokenType.PropertyName:
                    writer.WritePropertyName(reader.GetString()!); // a property name is never null
                    break;
                case JsonTokenType.String:
                    writer.WriteStringValue(reader.GetString());
                    break;
                case JsonTokenType.Number:
                    writer.WriteRawValue(
                        reader.HasValueSequence ? reader.ValueSequence.ToArray() : reader.ValueSpan, skipInputValidation: true);
                    break;
                case JsonTokenType.True or JsonTokenType.False:
                    writer.WriteBooleanValue(reader.TokenType == JsonTokenType.True);
                    break;
                default:
                    writer.WriteNullValue();
                    break;
            }
        }
        while (depth > 0 && reader.Read());
    }

    /// <summary>The text of the token, interned.</summary>
    public static string Interned(ref Utf8JsonReader reader) =>
        reader.HasValueSequence || reader.ValueIsEscaped
            ? reader.GetString()! // only called on strings and names
            : Utf8Interner.Get(reader.ValueSpan);

    private static void ToValue(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.PropertyName)
        {
            reader.Read();
        }
    }

    private static bool Expect(ref Utf8JsonReader reader, JsonTokenType type, string what) =>
        reader.TokenType == type || (reader.TokenType == JsonTokenType.Null ? false : throw Wrong(ref reader, what));

    private static DecodeException Wrong(ref Utf8JsonReader reader, string what)
    {
        string found = reader.TokenType switch
        {
            JsonTokenType.StartObject => "an object",
            JsonTokenType.StartArray => "a list",
            JsonTokenType.String => $"\"{reader.GetString()}\"",
            JsonTokenType.True or JsonTokenType.False => "a boolean",
            JsonTokenType.Number => "a number",
            _ => reader.TokenType.ToString(),
        };
        return new DecodeException("", $"{what} is needed, {found} was found");
    }
}
