using System.Text.Json;

namespace Istiod.Protobuf;

/// <summary><c>google.protobuf.Any</c>: a type URL with either a message, written in place, or its bytes.</summary>
/// <remarks>Equal if the URLs and the encoded values are equal, whichever form each has.</remarks>
public sealed class AnyValue : ProtoMessage<AnyValue>, IProtoMessage<AnyValue>
{
    /// <summary>What precedes the type name in URLs made here.</summary>
    public const string UrlPrefix = "type.googleapis.com/";

    private static readonly FieldNames Names = new("type_url value");
    private ReadOnlyMemory<byte> _bytes;

    /// <inheritdoc/>
    public static string FullName => "google.protobuf.Any";

    /// <summary>The URL as it came, or as <see cref="Pack(ProtoMessage)"/> made it.</summary>
    public string TypeUrl { get; private set; } = "";

    /// <summary>The message if this was packed or read from JSON; null if it holds bytes.</summary>
    public ProtoMessage? Message { get; private set; }

    /// <summary>The full name: what follows the last slash of the URL.</summary>
    public ReadOnlySpan<char> MessageName => TypeUrl.AsSpan()[(TypeUrl.LastIndexOf('/') + 1)..];

    /// <inheritdoc/>
    protected internal override FieldNames JsonNames => Names;

    /// <inheritdoc/>
    internal override bool HasPlainJson => true;

    /// <inheritdoc/>
    public static AnyValue Create() => new();

    /// <summary>Holds <paramref name="message"/> itself, not a copy: it must not change afterwards.</summary>
    public static AnyValue Pack(ProtoMessage message) =>
        new() { TypeUrl = UrlPrefix + message.TypeName, Message = message };

    /// <summary>Holds <paramref name="message"/> under another URL, e.g. one with another prefix.</summary>
    public static AnyValue Pack(ProtoMessage message, string typeUrl) => new() { TypeUrl = typeUrl, Message = message };

    /// <summary>Holds encoded bytes, not a copy of them.</summary>
    public static AnyValue FromBytes(string typeUrl, ReadOnlyMemory<byte> bytes) =>
        new() { TypeUrl = typeUrl, _bytes = bytes };

    /// <summary>The encoded value; encodes the message if there is one.</summary>
    public ReadOnlyMemory<byte> ToValueBytes() => Message is null ? _bytes : Message.ToByteArray();

    /// <summary>True if this holds a <typeparamref name="T"/>.</summary>
    public bool Is<T>()
        where T : ProtoMessage<T>, IProtoMessage<T> => MessageName.SequenceEqual(T.FullName);

    /// <summary>The value as a <typeparamref name="T"/>: the very message that was packed, or a new one decoded from the bytes.</summary>
    /// <returns>False if this holds another type.</returns>
    /// <exception cref="ProtoException">The right type with malformed bytes.</exception>
    public bool TryUnpack<T>(out T message)
        where T : ProtoMessage<T>, IProtoMessage<T>
    {
        if (Message is T typed)
        {
            message = typed;
            return true;
        }

        if (!Is<T>())
        {
            message = null!; // callers look at it only after true
            return false;
        }

        message = ProtoMessage<T>.Parse(ToValueBytes().Span);
        return true;
    }

    /// <inheritdoc/>
    public override void WriteJson(Utf8JsonWriter writer, ProtoJsonOptions options)
    {
        writer.WriteStartObject();
        if (TypeUrl.Length == 0 && Message is null && _bytes.IsEmpty && !options.PlainNumbers)
        {
            writer.WriteEndObject(); // proto3 JSON of an empty Any; the golden layout shows it as unknown
            return;
        }

        writer.WriteString("@type"u8, TypeUrl);
        if ((Message ?? Decode(options)) is { } message)
        {
            message.WriteJsonInAny(writer, options);
        }
        else
        {
            writer.WriteBase64String("@unknown"u8, _bytes.Span);
        }

        writer.WriteEndObject();
    }

    /// <inheritdoc/>
    internal override void MergeJson(ref Utf8JsonReader reader, ProtoJsonContext context)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw context.Error("expected an object");
        }

        if (!FindType(reader, context, out string url, out bool isEmpty))
        {
            if (!isEmpty)
            {
                throw context.Error("Any without @type");
            }

            context.Next(ref reader);
            return;
        }

        if (!context.Options.AnyResolver.TryFind(url, out AnyType type))
        {
            ReadUnknown(ref reader, context, url);
            return;
        }

        ProtoMessage message = type.Create();
        context.Enter();
        if (message.HasPlainJson)
        {
            ReadPlain(ref reader, context, message);
        }
        else
        {
            context.Object(ref reader, message, isAny: true);
        }

        context.Exit();
        TypeUrl = url;
        Message = message;
    }

    /// <inheritdoc/>
    protected internal override void ReadJsonField(int index, ref Utf8JsonReader r, ProtoJsonContext c) =>
        throw new InvalidOperationException("Any has no members of its own");

    /// <inheritdoc/>
    protected override void WriteJsonFields(ProtoJsonWriter j)
    {
    }

    /// <inheritdoc/>
    protected override int SizeFields()
    {
        int size = ProtoSize.String(1, TypeUrl);
        if (Message is null)
        {
            return size + ProtoSize.Bytes(1, _bytes);
        }

        int inner = Message.ComputeSize();
        return inner == 0 ? size : size + 1 + ProtoSize.Delimited(inner);
    }

    /// <inheritdoc/>
    protected override void WriteFields(ref ProtoWriter w)
    {
        w.String(10, TypeUrl);
        if (Message is null)
        {
            w.Bytes(18, _bytes);
        }
        else if (Message.CachedSize != 0)
        {
            w.Message(18, Message);
        }
    }

    /// <inheritdoc/>
    protected override bool ReadField(uint tag, ref ProtoReader r)
    {
        switch (tag)
        {
            case 10:
                TypeUrl = r.String();
                return true;
            case 18:
                _bytes = r.Bytes();
                Message = null;
                return true;
            default:
                return false;
        }
    }

    /// <inheritdoc/>
    protected override bool EqualFields(AnyValue other)
    {
        if (TypeUrl != other.TypeUrl)
        {
            return false;
        }

        return Message is not null && other.Message is not null && Message.GetType() == other.Message.GetType()
            ? Message.Equals(other.Message)
            : ToValueBytes().Span.SequenceEqual(other.ToValueBytes().Span);
    }

    /// <inheritdoc/>
    protected override void HashFields(ref ProtoHash h) => h.Add(TypeUrl);

    private ProtoMessage? Decode(ProtoJsonOptions options)
    {
        if (!options.AnyResolver.TryFind(TypeUrl, out AnyType type))
        {
            return null;
        }

        try
        {
            return type.Parse(_bytes.Span);
        }
        catch (ProtoException)
        {
            return null; // shown as bytes: a dump must not fail on one bad value
        }
    }

    private static bool FindType(Utf8JsonReader reader, ProtoJsonContext context, out string url, out bool isEmpty)
    {
        isEmpty = true;
        while (context.Next(ref reader) != JsonTokenType.EndObject)
        {
            isEmpty = false;
            if (context.MemberName(ref reader) == "@type")
            {
                context.Next(ref reader);
                url = context.Text(ref reader);
                return true;
            }

            context.Skip(ref reader);
        }

        url = "";
        return false;
    }

    private static void ReadPlain(ref Utf8JsonReader reader, ProtoJsonContext context, ProtoMessage message)
    {
        bool isRead = false;
        while (context.Next(ref reader) != JsonTokenType.EndObject)
        {
            if (context.MemberName(ref reader) == "value" && !isRead)
            {
                isRead = true;
                context.Next(ref reader);
                message.MergeJson(ref reader, context);
            }
            else if (context.MemberName(ref reader) == "@type" || context.IgnoreUnknown)
            {
                context.Skip(ref reader);
            }
            else
            {
                throw context.Error("unknown field " + context.MemberName(ref reader) + " in Any of a well-known type");
            }
        }
    }

    private void ReadUnknown(ref Utf8JsonReader reader, ProtoJsonContext context, string url)
    {
        bool isRead = false;
        while (context.Next(ref reader) != JsonTokenType.EndObject)
        {
            if (context.MemberName(ref reader) == "@unknown")
            {
                context.Next(ref reader);
                _bytes = FieldCodecs.Bytes.ReadJson(ref reader, context);
                isRead = true;
            }
            else
            {
                context.Skip(ref reader);
            }
        }

        TypeUrl = isRead ? url : throw context.Error("unknown type in Any: " + url);
    }
}
