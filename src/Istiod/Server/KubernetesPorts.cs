using System.Text.Json.Nodes;
using Istiod.Kubernetes;
using Istiod.Primitives;
using Istiod.Security;

namespace Istiod.Server;

/// <summary>Adapts the Kubernetes client to what certificates and authentication ask for.</summary>
internal static class KubernetesPorts
{
    /// <summary>Ports of the own cluster.</summary>
    /// <param name="objects">Reads and writes.</param>
    /// <param name="reviews">Token reviews.</param>
    /// <param name="remoteReviews">Token reviews of other clusters; <c>null</c> for one that is not read.</param>
    /// <param name="systemNamespace">Where Secrets are.</param>
    /// <param name="pods">Who runs where; <c>null</c> if nobody may impersonate.</param>
    /// <param name="time">Drives waits.</param>
    public static ClusterPorts Of(
        ObjectWriter objects, Reviews reviews, Func<ClusterId, Reviews?> remoteReviews, string systemNamespace, IPodDirectory? pods, TimeProvider time) => new()
    {
        Keys = new SecretStore(objects, systemNamespace),
        Tokens = new Reviewer(reviews),
        RemoteTokens = cluster => remoteReviews(cluster) is { } remote ? new Reviewer(remote) : null,
        Pods = pods,
        Signer = new KubernetesRequestSigner(objects, time),
    };

    private sealed class Reviewer(Reviews reviews) : ITokenReviewer
    {
        public async ValueTask<TokenReviewOutcome> ReviewAsync(string token, IReadOnlyList<string> audiences, CancellationToken cancellation)
        {
            try
            {
                TokenReviewAnswer answer = await reviews.ReviewTokenAsync(token, audiences, cancellation);
                return new TokenReviewOutcome
                {
                    IsAuthenticated = answer.IsAuthenticated,
                    Error = answer.Error,
                    UserName = answer.UserName,
                    Groups = [.. answer.Groups],
                    Audiences = [.. answer.Audiences],
                    PodName = Extra(answer, "authentication.kubernetes.io/pod-name"),
                    PodUid = Extra(answer, "authentication.kubernetes.io/pod-uid"),
                };
            }
            catch (ApiException e)
            {
                throw new IOException(e.Message, e);
            }
        }

        private static string Extra(TokenReviewAnswer answer, string key)
        {
            foreach (KeyValuePair<string, ValueArray<string>> item in answer.Extra)
            {
                if (item.Key == key && item.Value.Count > 0)
                {
                    return item.Value[0];
                }
            }

            return "";
        }
    }

    private sealed class SecretStore(ObjectWriter objects, string ns) : IKeyStore
    {
        private static readonly ApiResource s_secrets = new("", "v1", "secrets", true);

        public async ValueTask<StoredSecret?> ReadAsync(string name, CancellationToken cancellation)
        {
            try
            {
                return await objects.FindAsync(s_secrets, new NamespacedName(ns, name), cancellation) is { } found ? Read(name, found) : null;
            }
            catch (ApiException e)
            {
                throw new IOException(e.Message, e);
            }
        }

        public async ValueTask<bool> TryCreateAsync(StoredSecret secret, CancellationToken cancellation)
        {
            try
            {
                await objects.CreateAsync(s_secrets, ns, Write(secret, []), cancellation);
                return true;
            }
            catch (ApiException e) when (e.IsAlreadyExists)
            {
                return false; // another replica was first
            }
            catch (ApiException e)
            {
                throw new IOException(e.Message, e);
            }
        }

        public async ValueTask<bool> TryUpdateAsync(StoredSecret secret, CancellationToken cancellation)
        {
            try
            {
                // labels, annotations and owners that others gave it stay
                JsonObject? held = await objects.FindAsync(s_secrets, new NamespacedName(ns, secret.Name), cancellation);
                JsonObject metadata = held?["metadata"] as JsonObject ?? [];
                if (held is null || ObjectWriter.TextOf(metadata, "resourceVersion") != secret.Version)
                {
                    return false;
                }

                await objects.UpdateAsync(s_secrets, Write(secret, held), cancellation);
                return true;
            }
            catch (ApiException e) when (e.IsConflict || e.IsNotFound)
            {
                return false;
            }
            catch (ApiException e)
            {
                throw new IOException(e.Message, e);
            }
        }

        private static StoredSecret Read(string name, JsonObject body)
        {
            Dictionary<string, byte[]?> data = new(StringComparer.Ordinal);
            foreach (KeyValuePair<string, JsonNode?> item in body["data"] as JsonObject ?? [])
            {
                data[item.Key] = item.Value is JsonValue value && value.TryGetValue(out string? text) ? Decode(text) : null;
            }

            return new StoredSecret(
                name, ObjectWriter.TextOf(body, "type"), data, ObjectWriter.TextOf(body["metadata"] as JsonObject, "resourceVersion"));
        }

        private static byte[]? Decode(string text)
        {
            try
            {
                return Convert.FromBase64String(text);
            }
            catch (FormatException)
            {
                return null; // an API server stores no such; whoever needs the value says what is missing
            }
        }

        private JsonObject Write(StoredSecret secret, JsonObject body)
        {
            JsonObject data = [];
            foreach (KeyValuePair<string, byte[]?> item in secret.Data)
            {
                data[item.Key] = item.Value is null ? null : JsonValue.Create(Convert.ToBase64String(item.Value));
            }

            if (body["metadata"] is not JsonObject)
            {
                body["apiVersion"] = "v1";
                body["kind"] = "Secret";
                body["metadata"] = new JsonObject { ["name"] = secret.Name, ["namespace"] = ns };
            }

            body["type"] = secret.Type;
            body["data"] = data;
            return body;
        }
    }
}
