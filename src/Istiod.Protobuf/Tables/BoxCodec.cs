using System.Text.Json;

namespace Istiod.Protobuf.Tables;

/// <summary>A codec whose values are boxed, for fields that only tables describe.</summary>
internal sealed class BoxCodec<T>(FieldCodec<T> inner) : FieldCodec<object>
    where T : notnull
{
    public override int WireType => inner.WireType;

    public override object Default => inner.Default;

    public override bool AcceptsNull => inner.AcceptsNull;

    public override bool IsDefault(object value) => inner.IsDefault((T)value);

    public override int Size(object value) => inner.Size((T)value);

    public override int CachedSize(object value) => inner.CachedSize((T)value);

    public override void Write(ref ProtoWriter writer, object value) => inner.Write(ref writer, (T)value);

    public override object Read(ref ProtoReader reader) => inner.Read(ref reader);

    public override object Merge(ref ProtoReader reader, object current) => inner.Merge(ref reader, (T)current);

    public override void WriteJson(Utf8JsonWriter writer, object value, ProtoJsonOptions options, bool plain) =>
        inner.WriteJson(writer, (T)value, options, plain);

    public override object ReadJson(ref Utf8JsonReader reader, ProtoJsonContext context) =>
        inner.ReadJson(ref reader, context);

    public override string FormatKey(object value) => inner.FormatKey((T)value);

    public override object ParseKey(string text, ProtoJsonContext context) => inner.ParseKey(text, context);
}
