using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Istiod.Config;
using Istiod.Config.Validation;
using Istiod.Webhooks.Admission;

namespace Istiod.Webhooks.Validation;

/// <summary>Answers calls to <c>/validate</c>. Any thread.</summary>
/// <remarks>
/// istiod: pkg/webhooks/validation/server/server.go. Differs: a review without a request is answered with 400; there the connection breaks.
/// </remarks>
/// <param name="withAlpha">Whether the alpha kinds of the Gateway API are known (PILOT_ENABLE_ALPHA_GATEWAY_API).</param>
public sealed class ValidateHandler(ValidationMetrics metrics, bool withAlpha)
{
    private static readonly JsonWriterOptions s_writing = new() { MaxDepth = 2000, SkipValidation = true };

    /// <summary>Whether a decoded path is ours.</summary>
    public static bool Owns(string path) => path == "/validate" || path.StartsWith("/validate/", StringComparison.Ordinal);

    /// <summary>Answers one call.</summary>
    public AdmissionAnswer Handle(AdmissionCall call)
    {
        AdmissionAnswer answer = call.Fault() ?? Review(call);
        if (answer.Status != 200)
        {
            metrics.HttpError(answer.Status);
        }

        return answer;
    }

    /// <summary>Answers a call whose body could not be read: too long, or broken off. The reference does not count these.</summary>
    public static AdmissionAnswer Refuse(AdmissionAnswer answer) => answer;

    private AdmissionAnswer Review(AdmissionCall call)
    {
        if (!AdmissionReviewReader.TryRead(call.Body.Span, out AdmissionReview? review, out string? fault))
        {
            return AdmissionReviewWriter.Write(null, isAllowed: false, $"could not decode body: {fault}");
        }

        if (review.Request is null)
        {
            return AdmissionAnswer.Text(400, "no request found");
        }

        ValidationRequest request = ValidationRequest.Read(review.Request);
        if (request.Operation is not ("CREATE" or "UPDATE"))
        {
            metrics.Unsupported(request);
            return AdmissionReviewWriter.Write(review, isAllowed: true, null);
        }

        ObjectVerdict verdict = Judge(review.TakeObject(), request);
        metrics.Judged(request, verdict);
        return verdict.IsAllowed
            ? AdmissionReviewWriter.Write(review, isAllowed: true, null, patch: null, verdict.Warnings.Count == 0 ? null : [.. verdict.Warnings])
            : AdmissionReviewWriter.Write(review, isAllowed: false, verdict.Message);
    }

    private ObjectVerdict Judge(JsonNode? given, ValidationRequest request)
    {
        DataNode? root = null;
        if (given is not null)
        {
            ArrayBufferWriter<byte> json = new(1024);
            using (Utf8JsonWriter writer = new(json, s_writing))
            {
                given.WriteTo(writer);
            }

            try
            {
                root = DataNode.ParseJson(json.WrittenSpan);
            }
            catch (JsonException)
            {
                // Deeper than is read: told like any other object that cannot be decoded.
                return new ObjectVerdict(ObjectStep.Decode, "cannot decode configuration: exceeded max depth", []);
            }
        }

        return ObjectReview.Check(root, withAlpha, request.Kind, request.Namespace);
    }
}
