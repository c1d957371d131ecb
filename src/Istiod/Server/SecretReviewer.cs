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
    private static readonly TimeSpan s_wait = TimeSpan.FromSeconds(2);
    private readonly ConcurrentDictionary<SecretReader, Answer> _answers = new();

    /// <summary>A proxy asks for secrets.</summary>
    /// <returns>Done when there is an answer to go by, the old one while a new one is asked for; or after a while without one.</returns>
    public Task AskAsync(ProxyNode node, CancellationToken stop)
    {
        if (node.Verified is not { } account)
        {
            return Task.CompletedTask;
        }

        SecretReader reader = new(cluster, account.Namespace, account.ServiceAccount);
        Answer answer = _answers.GetOrAdd(reader, static _ => new Answer());
        Task asking;
        lock (answer)
        {
            if (answer.Asking is null && (answer.AskedAt is not { } at || time.GetElapsedTime(at) >= (answer.IsAllowed ? s_yes : s_no)))
            {
                // beyond the lock, which the review takes when it is done
                answer.Asking = Task.Run(() => ReviewAsync(reader, answer, stop), CancellationToken.None);
            }

            asking = answer.Asking is null || answer.AskedAt is not null ? Task.CompletedTask : answer.Asking;
        }

        if (_answers.Count > MaxAccounts)
        {
            Forget();
        }

        return asking.IsCompleted ? asking : Task.WhenAny(asking, Task.Delay(s_wait, time, stop));
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
            answer.IsAllowed = isAllowed;
        }

        ChangeBatch batch = pipeline.Graph.NewBatch();
        batch.Upsert(pipeline.Sources.SecretReviews, cluster, reader, isAllowed);
        try
        {
            pipeline.Apply(batch);
        }
        finally
        {
            lock (answer)
            {
                answer.Asking = null;
                answer.AskedAt = time.GetTimestamp();
            }
        }
    }

    private void Forget()
    {
        ChangeBatch batch = pipeline.Graph.NewBatch();
        foreach (KeyValuePair<SecretReader, Answer> old in _answers)
        {
            if (old.Value.Asking is null && _answers.TryRemove(old))
            {
                batch.Delete(pipeline.Sources.SecretReviews, cluster, old.Key);
            }
        }

        pipeline.Apply(batch);
    }

    private sealed class Answer
    {
        /// <summary>A running review; <c>null</c> if none runs. Never fails.</summary>
        public Task? Asking { get; set; }

        public bool IsAllowed { get; set; }

        public long? AskedAt { get; set; }
    }
}
