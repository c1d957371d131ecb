using System.Text.Json;

namespace Istiod.Protobuf;

/// <summary>A protobuf message, seen without its type.</summary>
public interface IProtoMessage
{
    /// <summary>Full proto name, e.g. <c>envoy.config.cluster.v3.Cluster</c>; no leading dot.</summary>
    string TypeName { get; }

    /// <summary>Encoded size in bytes; remembers the sizes of nested messages for the next <see cref="WriteTo"/>.</summary>
    int ComputeSize();

    /// <summary>Writes the fields in number order, maps in key order. Only valid after <see cref="ComputeSize"/>, with no change between.</summary>
    void WriteTo(ref ProtoWriter writer);

    /// <summary>Writes the message as one proto3 JSON value.</summary>
    void WriteJson(Utf8JsonWriter writer, ProtoJsonOptions options);
}

/// <summary>A protobuf message of a known type.</summary>
public interface IProtoMessage<T> : IProtoMessage, IEquatable<T>
    where T : class, IProtoMessage<T>
{
    /// <summary>Full proto name, e.g. <c>envoy.config.cluster.v3.Cluster</c>.</summary>
    static abstract string FullName { get; }

    /// <summary>A new message with no field set.</summary>
    static abstract T Create();

    /// <summary>Decodes one message that fills all of <paramref name="data"/>; keeps unknown fields.</summary>
    /// <exception cref="ProtoException">Malformed bytes, or nested deeper than 100.</exception>
    static abstract T Parse(ReadOnlySpan<byte> data);

    /// <summary>Reads one proto3 JSON value; the reader stands before it or on its first token, and ends on its last.</summary>
    /// <exception cref="ProtoJsonException">Not that message in JSON; carries the path of the field.</exception>
    static abstract T ReadJson(ref Utf8JsonReader reader, ProtoJsonOptions options);
}
