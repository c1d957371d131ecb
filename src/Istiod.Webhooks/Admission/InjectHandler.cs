using Istiod.Webhooks.Injection;

namespace Istiod.Webhooks.Admission;

/// <summary>Answers calls to <c>/inject</c>. Any thread.</summary>
/// <remarks>istiod: pkg/kube/inject/webhook.go:serveInject. Differs: a review without a request is answered with 400; there the connection breaks.</remarks>
public sealed class InjectHandler(Injector injector, InjectionMetrics metrics, TimeProvider time)
{
    /// <summary>Whether a decoded path is ours.</summary>
    public static bool Owns(string path) => path == "/inject" || path.StartsWith("/inject/", StringComparison.Ordinal);

    /// <summary>Answers one call.</summary>
    public AdmissionAnswer Handle(AdmissionCall call)
    {
        long start = time.GetTimestamp();
        metrics.Requests.Increment();
        AdmissionAnswer answer = call.Fault() ?? Review(call);
        (answer.Status == 200 ? metrics.Successes : metrics.Failures).Increment();
        metrics.Time.Record(time.GetElapsedTime(start));
        return answer;
    }

    /// <summary>Answers a call whose body could not be read: too long, or broken off.</summary>
    public AdmissionAnswer Refuse(AdmissionAnswer answer)
    {
        metrics.Requests.Increment();
        metrics.Failures.Increment();
        return answer;
    }

    private AdmissionAnswer Review(AdmissionCall call)
    {
        if (!AdmissionReviewReader.TryRead(call.Body.Span, out AdmissionReview? review, out string? fault))
        {
            metrics.Failures.Increment();
            return AdmissionReviewWriter.Write(null, isAllowed: false, fault);
        }

        if (review.Request is null)
        {
            return AdmissionAnswer.Text(400, "no request found");
        }

        InjectionOutcome outcome = injector.Inject(review.TakeObject(), review.Namespace, call.Path);
        if (outcome.Refusal is { } refusal)
        {
            metrics.Failures.Increment();
            return AdmissionReviewWriter.Write(review, isAllowed: false, refusal);
        }

        if (outcome.Patch is null)
        {
            metrics.Skips.Increment();
        }

        return AdmissionReviewWriter.Write(review, isAllowed: true, null, outcome.Patch);
    }
}
