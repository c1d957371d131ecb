using System.Text.Json;

namespace Istiod.Kubernetes.Watching;

/// <summary>Takes a watch event apart.</summary>
/// <param name="type">What happened.</param>
/// <param name="body">From the object's first byte on; the envelope's end may follow.</param>
internal readonly ref struct WatchEvent(WatchEventType type, ReadOnlySpan<byte> body)
{
    public WatchEventType Type { get; } = type;

    public ReadOnlySpan<byte> Body { get; } = body;

    /// <summary>Reads an event without going through its object, if the type comes first as it does.</summary>
    /// <exception cref="JsonException">It is no event.</exception>
    public static WatchEvent Read(ReadOnlySpan<byte> frame)
    {
        Utf8JsonReader reader = new(frame, new JsonReaderOptions { MaxDepth = 512 });
        WatchEventType? type = null;
        int start = -1;
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool isType = reader.ValueTextEquals("type"u8);
            bool isObject = !isType && reader.ValueTextEquals("object"u8);
            reader.Read();
            if (isType)
            {
                type = TypeOf(ref reader);
            }
            else if (isObject)
            {
                start = (int)reader.TokenStartIndex;
            }

            if (type is not null && start >= 0)
            {
                return new WatchEvent(type.Value, frame[start..]);
            }

            reader.Skip();
        }

        throw new JsonException("a watch event needs a type and an object");
    }

    /// <summary>Version of a bookmark, and whether it ends the initial events.</summary>
    public static (string Version, bool EndsInitialEvents) ReadBookmark(ReadOnlySpan<byte> body)
    {
        Utf8JsonReader reader = new(body, new JsonReaderOptions { MaxDepth = 512 });
        string version = "";
        bool ends = false;
        bool isMeta = false;
        reader.Read();
        while (reader.Read() && reader.CurrentDepth > 0)
        {
            if (reader.TokenType != JsonTokenType.PropertyName)
            {
                continue;
            }

            if (reader.CurrentDepth == 1)
            {
                isMeta = reader.ValueTextEquals("metadata"u8);
            }
            else if (isMeta && reader.CurrentDepth == 2 && reader.ValueTextEquals("resourceVersion"u8))
            {
                reader.Read();
                version = reader.TokenType == JsonTokenType.String ? reader.GetString()! : version; // a string token is never null
            }
            else if (isMeta && reader.CurrentDepth == 3 && reader.ValueTextEquals("k8s.io/initial-events-end"u8))
            {
                reader.Read();
                ends = reader.TokenType == JsonTokenType.String && reader.ValueTextEquals("true"u8);
            }
        }

        return (version, ends);
    }

    private static WatchEventType TypeOf(ref Utf8JsonReader reader) =>
        reader.TokenType != JsonTokenType.String ? WatchEventType.Unknown
        : reader.ValueTextEquals("ADDED"u8) ? WatchEventType.Added
        : reader.ValueTextEquals("MODIFIED"u8) ? WatchEventType.Modified
        : reader.ValueTextEquals("DELETED"u8) ? WatchEventType.Deleted
        : reader.ValueTextEquals("BOOKMARK"u8) ? WatchEventType.Bookmark
        : reader.ValueTextEquals("ERROR"u8) ? WatchEventType.Error
        : WatchEventType.Unknown;
}
