using System.Text.Json;
using Istiod.Config.Json;
using Istiod.Primitives;

namespace Istiod.Config;

/// <summary>JSON of stored objects → <see cref="ConfigObject"/>, in one pass, keeping only what we read. Stateless and thread-safe.</summary>
public static class Decoder
{
    /// <summary>Options that every reader handed to <see cref="Read"/> should have: comments are no JSON, depth as deep as the API server goes.</summary>
    public static readonly JsonReaderOptions ReaderOptions = new() { MaxDepth = 512 };

    /// <summary>Reads one object of a known kind.</summary>
    /// <param name="json">The whole object. <c>apiVersion</c> and <c>kind</c> are not looked at: items of lists lack them.</param>
    /// <param name="defaultCreationTime">Creation time of an object that has none.</param>
    public static DecodeResult Decode(KindDescriptor kind, ReadOnlySpan<byte> json, DateTimeOffset defaultCreationTime = default)
    {
        Utf8JsonReader reader = new(json, ReaderOptions);
        return Read(kind, ref reader, defaultCreationTime);
    }

    /// <summary>Reads one object of a known kind from a larger text, e.g. an item of a list or the object of a watch event.</summary>
    /// <param name="reader">
    /// Before the object's first token, on it, or on the property name before it; on success left on its last token. After a fault its place
    /// is undefined: keep a copy to skip the value.
    /// </param>
    public static DecodeResult Read(KindDescriptor kind, ref Utf8JsonReader reader, DateTimeOffset defaultCreationTime = default)
    {
        ObjectMeta? meta = null;
        Utf8JsonReader start = reader;
        try
        {
            if (reader.TokenType == JsonTokenType.None)
            {
                reader.Read();
            }

            if (!JsonRead.Object(ref reader))
            {
                return Fault(kind, null, "", "an object is needed, null was found");
            }

            SpecReader spec = kind.NewReader();
            JsonValue? status = null;
            while (JsonRead.NextMember(ref reader))
            {
                if (reader.ValueTextEquals("metadata"u8))
                {
                    meta = MetaReader.Read(ref reader, defaultCreationTime);
                }
                else if (reader.ValueTextEquals("apiVersion"u8) || reader.ValueTextEquals("kind"u8))
                {
                    JsonRead.Skip(ref reader);
                }
                else if (kind.KeepsStatus && reader.ValueTextEquals("status"u8))
                {
                    status = JsonRead.Raw(ref reader);
                }
                else if (!spec.TryRead(ref reader))
                {
                    JsonRead.Skip(ref reader);
                }
            }

            return meta is null || meta.Name.Length == 0
                ? Fault(kind, meta, "metadata.name", "a name is needed")
                : new DecodeResult(new ConfigObject(kind, meta, spec.Finish(), status), []);
        }
        catch (DecodeException fault)
        {
            // A value of a wrong type: the user's mistake, handed back as data.
            FaultPlace place = FaultPlace.Find(start, reader.BytesConsumed);
            meta ??= new ObjectMeta { Namespace = place.Namespace, Name = place.Name };
            return Fault(kind, meta, fault.Path.Length > 0 ? fault.Path : place.Path, fault.Message);
        }
        catch (JsonException fault)
        {
            // Broken JSON, likewise.
            return Fault(kind, meta, fault.Path ?? "", fault.Message);
        }
    }

    private static DecodeResult Fault(KindDescriptor kind, ObjectMeta? meta, string path, string message)
    {
        string at = $"{kind.Kind}/{meta?.Namespace}/{meta?.Name}";
        return new DecodeResult(null, [new Finding("config.decode", path.Length == 0 ? at : $"{at}: {path}", message)]);
    }
}
