using System.Collections.Concurrent;
using Istiod.Config;
using Istiod.Incremental;
using Istiod.Kubernetes;
using Istiod.Model;
using Istiod.Primitives;
using Istiod.Render;
using Istiod.Resources;

namespace Istiod.Server;

/// <summary>Asks the API server whether service accounts may list the secrets of their namespace, and feeds the answers.</summary>
/// <remarks>
/// One question an account, again when its answer is old and it asks anew: 5 minutes for yes, 1 for no. Without an answer nothing is sent.
/// istiod: pilot/pkg/credentials/kube/secrets.go:Authorize.
/// </remarks>
internal sealed class SecretReviewer(Reviews reviews, ClusterId cluster, MeshPipeline pipeline, TimeProvider time, ILogger logger)
{
    private const int MaxAccounts = 10_000;
    private static readonly ApiResource s_secrets = ApiResource.Of(KindCatalog.Secret);
    private static readonly TimeSpan s_yes = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan s_no = TimeSpan.FromMinutes(1);
    private readonly ConcurrentDictionary<SecretReader, Answer> _answers = new();

    /// <summary>A proxy asks for secrets.</summary>
    public void Ask(ProxyNode node, CancellationToken stop)
    {
        if (node.Verified is not { } account)
        {
            return;
        }

        SecretReader reader = new(cluster, account.Namespace, account.ServiceAccount);
        Answer answer = _answers.GetOrAdd(reader, static _ => new Answer());
        lock (answer)
        {
            if (answer.IsAsking || (answer.AskedAt is { } at && time.GetElapsedTime(at) < (answer.IsAllowed ? s_yes : s_no)))
            {
                return;
            }

            answer.IsAsking = true;
        }

        _ = ReviewAsync(reader, answer, stop);
        if (_answers.Count > MaxAccounts)
        {
            Forget();
        }
    }

    private async Task ReviewAsync(SecretReader reader, Answer answer, CancellationToken stop)
    {
        bool isAllowed = false;
        try
        {
            isAllowed = await reviews.IsAllowedAsync(
                $"system:serviceaccount:{reader.Namespace}:{reader.ServiceAccount}", [], "list", s_secrets, reader.Namespace, stop);
        }
        catch (Exception fault) when (fault is ApiException or OperationCanceledException)
        {
            HostLog.ReviewFailed(logger, reader.ToString(), fault.Message);
        }

        lock (answer)
        {
            answer.IsAsking = false;
            answer.IsAllowed = isAllowed;
            answer.AskedAt = time.GetTimestamp();
        }

        ChangeBatch batch = pipeline.Graph.NewBatch();
        batch.Upsert(pipeline.Sources.SecretReviews, cluster, reader, isAllowed);
        pipeline.Apply(batch);
    }

    private void Forget()
    {
        ChangeBatch batch = pipeline.Graph.NewBatch();
        foreach (KeyValuePair<SecretReader, Answer> old in _answers)
        {
            if (!old.Value.IsAsking && _answers.TryRemove(old))
            {
                batch.Delete(pipeline.Sources.SecretReviews, cluster, old.Key);
            }
        }

        pipeline.Apply(batch);
    }

    private sealed class Answer
    {
        public bool IsAsking { get; set; }

        public bool IsAllowed { get; set; }

        public long? AskedAt { get; set; }
    }
}
