using System.Text;
using System.Text.Json;

namespace Istiod.Protobuf;

/// <summary><c>google.protobuf.FieldMask</c>: paths of fields; in JSON one string with commas between them.</summary>
public sealed class FieldMask : ProtoMessage<FieldMask>, IProtoMessage<FieldMask>
{
    private static readonly FieldNames Names = new("paths");

    /// <inheritdoc/>
    public static string FullName => "google.protobuf.FieldMask";

    /// <summary>The paths, with names as in the .proto file.</summary>
    public RepeatedField<string> Paths { get; } = [];

    /// <inheritdoc/>
    protected internal override FieldNames JsonNames => Names;

    /// <inheritdoc/>
    internal override bool HasPlainJson => true;

    /// <inheritdoc/>
    public static FieldMask Create() => new();

    /// <inheritdoc/>
    public override void WriteJson(Utf8JsonWriter writer, ProtoJsonOptions options)
    {
        var text = new StringBuilder();
        foreach (string path in Paths)
        {
            text.Append(text.Length > 0 ? "," : "");
            for (int i = 0; i < path.Length; i++)
            {
                bool isNext = path[i] == '_' && i + 1 < path.Length && char.IsAsciiLetterLower(path[i + 1]);
                text.Append(isNext ? char.ToUpperInvariant(path[++i]) : path[i]);
            }
        }

        writer.WriteStringValue(text.ToString());
    }

    /// <inheritdoc/>
    internal override void MergeJson(ref Utf8JsonReader reader, ProtoJsonContext context)
    {
        string text = context.Text(ref reader);
        foreach (string part in text.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            var path = new StringBuilder(part.Length);
            foreach (char c in part)
            {
                path.Append(char.IsAsciiLetterUpper(c) ? "_" : "").Append(char.ToLowerInvariant(c));
            }

            Paths.Add(path.ToString());
        }
    }

    /// <inheritdoc/>
    protected internal override void ReadJsonField(int index, ref Utf8JsonReader r, ProtoJsonContext c) =>
        throw new InvalidOperationException("FieldMask has its own JSON");

    /// <inheritdoc/>
    protected override void WriteJsonFields(ProtoJsonWriter j) =>
        throw new InvalidOperationException("FieldMask has its own JSON");

    /// <inheritdoc/>
    protected override int SizeFields() => ProtoSize.Repeated(1, Paths, FieldCodecs.String);

    /// <inheritdoc/>
    protected override void WriteFields(ref ProtoWriter w) => w.Repeated(10, Paths, FieldCodecs.String);

    /// <inheritdoc/>
    protected override bool ReadField(uint tag, ref ProtoReader r)
    {
        if (tag != 10)
        {
            return false;
        }

        Paths.Add(r.String());
        return true;
    }

    /// <inheritdoc/>
    protected override bool EqualFields(FieldMask other) => ProtoHash.Same(Paths, other.Paths);

    /// <inheritdoc/>
    protected override void HashFields(ref ProtoHash h) => h.Add(Paths);
}
