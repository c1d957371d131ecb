using System.Text.Json;

namespace Istiod.Protobuf;

/// <summary>How one value of a field type is sized, written and read; for elements of lists and maps and for JSON.</summary>
public abstract class FieldCodec<T>
{
    /// <summary>0 varint, 1 eight bytes, 2 length-delimited, 5 four bytes.</summary>
    public abstract int WireType { get; }

    /// <summary>What a value that is not on the wire means. A new message each time for message types.</summary>
    public abstract T Default { get; }

    /// <summary>True if JSON null is a value and not absence.</summary>
    public virtual bool AcceptsNull => false;

    /// <summary>True for the value that implicit presence leaves out.</summary>
    public abstract bool IsDefault(T value);

    /// <summary>Bytes of the value with its length prefix, without a tag; computes the size of a message.</summary>
    public abstract int Size(T value);

    /// <summary>The same, trusting sizes of messages computed before.</summary>
    public virtual int CachedSize(T value) => Size(value);

    /// <summary>Writes the value with its length prefix, without a tag.</summary>
    public abstract void Write(ref ProtoWriter writer, T value);

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public abstract T Read(ref ProtoReader reader);

    /// <summary>Reads a value of a field that has one already: a message is merged into it, anything else replaces it.</summary>
    public virtual T Merge(ref ProtoReader reader, T current) => Read(ref reader);

    /// <summary>Writes one JSON value.</summary>
    /// <param name="plain">Numbers by the golden layout (64-bit as numbers, floats widened) instead of proto3's.</param>
    public abstract void WriteJson(Utf8JsonWriter writer, T value, ProtoJsonOptions options, bool plain);

    /// <summary>Reads one JSON value; the reader is on its first token and ends on its last.</summary>
    public abstract T ReadJson(ref Utf8JsonReader reader, ProtoJsonContext context);

    /// <summary>The value as a JSON member name, for map keys.</summary>
    public virtual string FormatKey(T value) => throw new NotSupportedException("not a map key type");

    /// <summary>Reads a map key from a JSON member name.</summary>
    public virtual T ParseKey(string text, ProtoJsonContext context) =>
        throw new NotSupportedException("not a map key type");
}
