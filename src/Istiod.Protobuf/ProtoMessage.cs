using System.Text.Json;

namespace Istiod.Protobuf;

/// <summary>What all messages share: unknown fields, the cached size, and the loops that call the generated parts.</summary>
/// <remarks>Safe to read and encode from several threads at once while nobody changes it.</remarks>
public abstract class ProtoMessage : IProtoMessage
{
    private UnknownFields? _unknown;

    /// <inheritdoc/>
    public abstract string TypeName { get; }

    /// <summary>The size that the last <see cref="ComputeSize"/> found.</summary>
    public int CachedSize { get; private set; }

    /// <summary>True if the message came with fields its type does not know.</summary>
    public bool HasUnknownFields => _unknown is not null;

    /// <inheritdoc/>
    public int ComputeSize()
    {
        int size = SizeFields() + (_unknown?.Length ?? 0);
        CachedSize = size;
        return size;
    }

    /// <inheritdoc/>
    public void WriteTo(ref ProtoWriter writer)
    {
        WriteFields(ref writer);
        if (_unknown is not null)
        {
            writer.Raw(_unknown.Span);
        }
    }

    /// <summary>Decodes fields up to the reader's limit into this message, by protobuf's merge rules.</summary>
    /// <exception cref="ProtoException">Malformed bytes, or nested too deep.</exception>
    public void MergeFrom(ref ProtoReader reader)
    {
        while (reader.NextTag(out uint tag))
        {
            if (!ReadField(tag, ref reader))
            {
                reader.Unknown(tag, ref _unknown);
            }
        }
    }

    /// <inheritdoc/>
    public virtual void WriteJson(Utf8JsonWriter writer, ProtoJsonOptions options)
    {
        writer.WriteStartObject();
        WriteJsonFields(new ProtoJsonWriter(writer, options, JsonNames));
        writer.WriteEndObject();
    }

    /// <summary>Writes the value of an Any: the message's members, or its plain value, inside an object that is open.</summary>
    internal void WriteJsonInAny(Utf8JsonWriter writer, ProtoJsonOptions options)
    {
        if (HasPlainJson)
        {
            writer.WritePropertyName("value"u8);
            WriteJson(writer, options);
        }
        else
        {
            WriteJsonFields(new ProtoJsonWriter(writer, options, JsonNames));
        }
    }

    /// <summary>Reads one JSON value into this message; the reader is on its first token and ends on its last.</summary>
    internal virtual void MergeJson(ref Utf8JsonReader reader, ProtoJsonContext context) =>
        context.Object(ref reader, this, isAny: false);

    /// <summary>True for well-known types whose JSON is not an object of their fields.</summary>
    internal virtual bool HasPlainJson => false;

    /// <summary>True if JSON <c>null</c> is a value of this type and not an absent field.</summary>
    internal virtual bool AcceptsNull => false;

    /// <summary>Names of the fields by index, for JSON.</summary>
    protected internal abstract FieldNames JsonNames { get; }

    /// <summary>Sum of the encoded sizes of the known fields.</summary>
    protected abstract int SizeFields();

    /// <summary>Writes the known fields in number order.</summary>
    protected abstract void WriteFields(ref ProtoWriter w);

    /// <summary>Reads the field of <paramref name="tag"/>; false if the tag is not known (nothing is consumed then).</summary>
    protected abstract bool ReadField(uint tag, ref ProtoReader r);

    /// <summary>Writes the set fields as members.</summary>
    protected abstract void WriteJsonFields(ProtoJsonWriter j);

    /// <summary>Reads the value of field <paramref name="index"/> of <see cref="JsonNames"/>.</summary>
    protected internal abstract void ReadJsonField(int index, ref Utf8JsonReader r, ProtoJsonContext c);

    /// <summary>Compares unknown fields, byte by byte.</summary>
    private protected static bool SameUnknown(ProtoMessage a, ProtoMessage b) =>
        UnknownFields.Equal(a._unknown, b._unknown);
}
