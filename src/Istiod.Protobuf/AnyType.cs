using System.Text.Json;

namespace Istiod.Protobuf;

/// <summary>A message type that an Any can hold.</summary>
public abstract class AnyType
{
    /// <summary>Full proto name.</summary>
    public abstract string Name { get; }

    /// <summary>A new message with no field set.</summary>
    public abstract ProtoMessage Create();

    /// <summary>Decodes a message.</summary>
    /// <exception cref="ProtoException">Malformed bytes.</exception>
    public ProtoMessage Parse(ReadOnlySpan<byte> data)
    {
        var reader = new ProtoReader(data);
        ProtoMessage message = Create();
        message.MergeFrom(ref reader);
        return message;
    }

    /// <summary>Reads one JSON value.</summary>
    /// <exception cref="ProtoJsonException">Not that message in JSON.</exception>
    public ProtoMessage ReadJson(ref Utf8JsonReader reader, ProtoJsonOptions options)
    {
        ProtoMessage message = Create();
        new ProtoJsonContext(options).Root(ref reader, message);
        return message;
    }
}

/// <summary>The entry of one generated type.</summary>
public sealed class AnyType<T> : AnyType
    where T : ProtoMessage<T>, IProtoMessage<T>
{
    /// <inheritdoc/>
    public override string Name => T.FullName;

    /// <inheritdoc/>
    public override ProtoMessage Create() => T.Create();
}
