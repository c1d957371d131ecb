using System.Text.Json;

namespace Istiod.Kubernetes;

/// <summary>A <c>Status</c> object of the API server.</summary>
/// <param name="Code">HTTP code; 0 if no server answered.</param>
/// <param name="Reason">One word for machines, e.g. <c>NotFound</c>; may be empty.</param>
/// <param name="Message">For people.</param>
public sealed record ApiStatus(int Code, string Reason, string Message)
{
    /// <summary>Reason of requests that got no answer.</summary>
    public const string Unreachable = "Unreachable";

    private const int MaxMessageChars = 2048;

    /// <summary>Whether a cause says that the resource version is newer than what the server has seen.</summary>
    public bool IsTooNew { get; init; }

    /// <summary>Reads the body of an error answer; what is no Status is kept as message.</summary>
    /// <param name="code">The HTTP code, which counts where the body has none.</param>
    public static ApiStatus Read(int code, ReadOnlySpan<byte> body)
    {
        try
        {
            Utf8JsonReader reader = new(body);
            if (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
            {
                return Read(code, ref reader);
            }
        }
        catch (JsonException)
        {
            // Proxies and dying servers answer with text or HTML.
        }

        return new ApiStatus(code, "", Bounded(System.Text.Encoding.UTF8.GetString(body[..Math.Min(body.Length, MaxMessageChars)])));
    }

    /// <summary>Reads a Status whose first token has been read.</summary>
    internal static ApiStatus Read(int code, ref Utf8JsonReader reader)
    {
        string reason = "", message = "";
        bool isTooNew = false;
        int depth = reader.CurrentDepth;
        while (reader.Read() && reader.CurrentDepth > depth)
        {
            if (reader.TokenType != JsonTokenType.PropertyName)
            {
                continue;
            }

            if (reader.CurrentDepth == depth + 1 && reader.ValueTextEquals("reason"u8))
            {
                reader.Read();
                reason = TextOf(ref reader);
            }
            else if (reader.CurrentDepth == depth + 1 && reader.ValueTextEquals("message"u8))
            {
                reader.Read();
                message = Bounded(TextOf(ref reader));
            }
            else if (reader.CurrentDepth == depth + 1 && reader.ValueTextEquals("code"u8))
            {
                reader.Read();
                if (reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out int given) && given > 0)
                {
                    code = given;
                }
            }
            else if (reader.ValueTextEquals("reason"u8))
            {
                reader.Read(); // of a cause
                isTooNew |= reader.TokenType == JsonTokenType.String && reader.ValueTextEquals("ResourceVersionTooLarge"u8);
            }
        }

        return new ApiStatus(code, reason, message) { IsTooNew = isTooNew };
    }

    private static string TextOf(ref Utf8JsonReader reader) =>
        reader.TokenType == JsonTokenType.String ? reader.GetString() ?? "" : "";

    private static string Bounded(string text) => text.Length <= MaxMessageChars ? text : text[..MaxMessageChars];
}
