using System.Text.Json;

namespace Istiod.Protobuf;

/// <summary><c>google.protobuf.Empty</c>: only its presence counts.</summary>
public sealed class Empty : ProtoMessage<Empty>, IProtoMessage<Empty>
{
    private static readonly FieldNames Names = new("");

    /// <inheritdoc/>
    public static string FullName => "google.protobuf.Empty";

    /// <inheritdoc/>
    protected internal override FieldNames JsonNames => Names;

    /// <inheritdoc/>
    internal override bool HasPlainJson => true;

    /// <inheritdoc/>
    public static Empty Create() => new();

    /// <inheritdoc/>
    protected internal override void ReadJsonField(int index, ref Utf8JsonReader r, ProtoJsonContext c)
    {
    }

    /// <inheritdoc/>
    protected override int SizeFields() => 0;

    /// <inheritdoc/>
    protected override void WriteFields(ref ProtoWriter w)
    {
    }

    /// <inheritdoc/>
    protected override bool ReadField(uint tag, ref ProtoReader r) => false;

    /// <inheritdoc/>
    protected override void WriteJsonFields(ProtoJsonWriter j)
    {
    }

    /// <inheritdoc/>
    protected override bool EqualFields(Empty other) => true;

    /// <inheritdoc/>
    protected override void HashFields(ref ProtoHash h)
    {
    }
}
