using System.Text.Json;
using Istiod.Config.Json;
using Istiod.Protobuf;

namespace Istiod.Config;

/// <summary>Reads Istio's messages from JSON with the leniency of the reference's clients.</summary>
public static class SpecReading
{
    /// <summary>Reads one message; JSON null is the empty message, what follows the first value is ignored.</summary>
    /// <exception cref="ProtoJsonException">Not that message; carries the path of the field.</exception>
    public static T Read<T>(ReadOnlySpan<byte> json)
        where T : class, IProtoMessage<T>
    {
        Utf8JsonReader reader = new(json, Decoder.ReaderOptions);
        return Read<T>(ref reader);
    }

    /// <summary>As <see cref="Read{T}(ReadOnlySpan{byte})"/>, from a larger text; the reader ends on the value's last token.</summary>
    /// <exception cref="ProtoJsonException">Not that message; carries the path of the field.</exception>
    public static T Read<T>(ref Utf8JsonReader reader)
        where T : class, IProtoMessage<T>
    {
        Utf8JsonReader again = reader;
        try
        {
            return ReadOnce<T>(ref reader);
        }
        catch (ProtoJsonException fault) when (fault.Reason == "field comes twice")
        {
            // Of two members with one name the last wins: read once more without the first.
            reader = again;
            if (reader.TokenType is JsonTokenType.None or JsonTokenType.PropertyName)
            {
                reader.Read();
            }

            byte[] single = DataNode.Read(ref reader).ToJson();
            Utf8JsonReader clean = new(single, Decoder.ReaderOptions);
            return ReadOnce<T>(ref clean);
        }
    }

    private static T ReadOnce<T>(ref Utf8JsonReader reader)
        where T : class, IProtoMessage<T>
    {
        try
        {
            if (reader.TokenType is JsonTokenType.None or JsonTokenType.PropertyName)
            {
                reader.Read();
            }

            return reader.TokenType == JsonTokenType.Null ? T.Create() : T.ReadJson(ref reader, SpecJson.Options);
        }
        catch (JsonException fault)
        {
            // Broken JSON is the same mistake to whoever wrote the object.
            throw new ProtoJsonException("", "malformed JSON: " + fault.Message, fault);
        }
    }
}
