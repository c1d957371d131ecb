using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Istiod.Protobuf;

/// <summary>Whole-message operations.</summary>
public static class ProtoMessageExtensions
{
    private static readonly JsonWriterOptions WriterOptions =
        new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = 1000 };

    /// <summary>Encodes into an array of exactly the right size.</summary>
    public static byte[] ToByteArray(this IProtoMessage message)
    {
        int size = message.ComputeSize();
        if (size == 0)
        {
            return [];
        }

        byte[] bytes = new byte[size];
        var writer = new ProtoWriter(bytes);
        message.WriteTo(ref writer);
        return bytes;
    }

    /// <summary>Encodes into one span of <paramref name="output"/> and advances it.</summary>
    public static void WriteTo(this IProtoMessage message, IBufferWriter<byte> output)
    {
        int size = message.ComputeSize();
        var writer = new ProtoWriter(output.GetSpan(size)[..size]);
        message.WriteTo(ref writer);
        output.Advance(size);
    }

    /// <summary>An independent copy; values of Any become bytes.</summary>
    public static T Clone<T>(this T message)
        where T : ProtoMessage<T>, IProtoMessage<T> => ProtoMessage<T>.Parse(message.ToByteArray());

    /// <summary>
    /// Merges <paramref name="source"/> into <paramref name="target"/>: set scalars replace, messages merge, lists grow, map entries replace,
    /// a duration replaces as a whole.
    /// </summary>
    /// <remarks>istiod: pkg/proto/merge/merge.go:Merge.</remarks>
    /// <exception cref="ArgumentException">They are of different types.</exception>
    public static void MergeFrom(this ProtoMessage target, ProtoMessage source)
    {
        if (target.TypeName != source.TypeName)
        {
            throw new ArgumentException($"cannot merge {source.TypeName} into {target.TypeName}", nameof(source));
        }

        var reader = new ProtoReader(source.ToByteArray());
        target.MergeFrom(ref reader);
    }

    /// <summary>The message as proto3 JSON without line breaks.</summary>
    public static string ToJson(this IProtoMessage message, ProtoJsonOptions? options = null)
    {
        var buffer = new ArrayBufferWriter<byte>();
        message.WriteJson(buffer, options ?? ProtoJsonOptions.Default);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>Writes proto3 JSON without line breaks into <paramref name="output"/>.</summary>
    public static void WriteJson(this IProtoMessage message, IBufferWriter<byte> output, ProtoJsonOptions options)
    {
        using var writer = new Utf8JsonWriter(output, WriterOptions);
        message.WriteJson(writer, options);
    }
}
