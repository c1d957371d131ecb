using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Istiod.Webhooks.Admission;

/// <summary>Writes the answer to a review.</summary>
public static class AdmissionReviewWriter
{
    private static readonly JsonWriterOptions s_options = new() { Encoder = JavaScriptEncoder.Default, SkipValidation = true };

    /// <summary>Writes an answer in the version of the question.</summary>
    /// <param name="review">The question; null if it could not be read, then the answer names no version and no id.</param>
    /// <param name="isAllowed">Whether the object may go on.</param>
    /// <param name="message">Why not, or a remark; null for none.</param>
    /// <param name="patch">JSON patch; null for none.</param>
    /// <param name="warnings">Shown to the user; none by default.</param>
    public static AdmissionAnswer Write(
        AdmissionReview? review, bool isAllowed, string? message, ReadOnlyMemory<byte>? patch = null, IReadOnlyList<string>? warnings = null)
    {
        ArrayBufferWriter<byte> body = new(512 + ((patch?.Length ?? 0) * 4 / 3) + (message?.Length ?? 0));
        using (Utf8JsonWriter writer = new(body, s_options))
        {
            writer.WriteStartObject();
            if (review is not null)
            {
                writer.WriteString("kind"u8, "AdmissionReview"u8);
                writer.WriteString("apiVersion"u8, review.ApiVersion);
            }

            writer.WriteStartObject("response"u8);
            writer.WriteString("uid"u8, review?.Uid ?? "");
            writer.WriteBoolean("allowed"u8, isAllowed);
            if (message is not null)
            {
                WriteStatus(writer, message);
            }

            if (patch is { } bytes)
            {
                writer.WriteBase64String("patch"u8, bytes.Span);
                writer.WriteString("patchType"u8, "JSONPatch"u8);
            }

            if (warnings is { Count: > 0 })
            {
                writer.WriteStartArray("warnings"u8);
                foreach (string warning in warnings)
                {
                    writer.WriteStringValue(warning);
                }

                writer.WriteEndArray();
            }

            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        return new AdmissionAnswer(200, body.WrittenMemory);
    }

    private static void WriteStatus(Utf8JsonWriter writer, string message)
    {
        writer.WriteStartObject("status"u8);
        writer.WriteStartObject("metadata"u8);
        writer.WriteEndObject();
        writer.WriteString("message"u8, message);
        writer.WriteEndObject();
    }
}
