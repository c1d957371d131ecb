using System.Text.Json;

namespace Istiod.Protobuf;

/// <summary>Base of every message class: equality, parsing and JSON reading by type.</summary>
public abstract class ProtoMessage<T> : ProtoMessage, IEquatable<T>
    where T : ProtoMessage<T>, IProtoMessage<T>
{
    /// <inheritdoc/>
    public override string TypeName => T.FullName;

    /// <summary>Decodes one message that fills all of <paramref name="data"/>; keeps unknown fields.</summary>
    /// <exception cref="ProtoException">Malformed bytes, or nested deeper than 100.</exception>
    public static T Parse(ReadOnlySpan<byte> data)
    {
        var reader = new ProtoReader(data);
        T message = T.Create();
        message.MergeFrom(ref reader);
        return message;
    }

    /// <summary>Reads one proto3 JSON value; the reader stands before it or on its first token, and ends on its last.</summary>
    /// <exception cref="ProtoJsonException">Not that message in JSON; carries the path of the field.</exception>
    public static T ReadJson(ref Utf8JsonReader reader, ProtoJsonOptions options)
    {
        T message = T.Create();
        new ProtoJsonContext(options).Root(ref reader, message);
        return message;
    }

    /// <summary>Reads one JSON document that holds nothing else.</summary>
    /// <exception cref="ProtoJsonException">Not that message in JSON; carries the path of the field.</exception>
    public static T ParseJson(ReadOnlySpan<byte> utf8, ProtoJsonOptions? options = null)
    {
        T message = T.Create();
        new ProtoJsonContext(options ?? ProtoJsonOptions.Default).Document(utf8, message);
        return message;
    }

    /// <summary>Equal by value, over known and unknown fields.</summary>
    public bool Equals(T? other) =>
        ReferenceEquals(this, other) || (other is not null && EqualFields(other) && SameUnknown(this, other));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is T other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = default(ProtoHash);
        HashFields(ref hash);
        return hash.ToHashCode();
    }

    /// <summary>Compares the known fields.</summary>
    protected abstract bool EqualFields(T other);

    /// <summary>Adds the known fields to a hash.</summary>
    protected abstract void HashFields(ref ProtoHash h);
}
