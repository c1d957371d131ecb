using System.Text.Json.Nodes;

namespace Istiod.Golden.Inject;

/// <summary>Builds the HTTP request of a case from its files, in the form the recordings keep it.</summary>
internal static class ReviewRequest
{
    private const string Query = "?timeout=10s";

    /// <summary>The request an API server makes for the first workload of <c>pod.yaml</c>, with the oddities of <c>request.yaml</c>.</summary>
    /// <param name="workload">The first document of <c>pod.yaml</c>; <c>null</c> if there is none.</param>
    /// <param name="oddities">The document of <c>request.yaml</c>; <c>null</c> if there is none.</param>
    public static JsonObject Build(JsonObject? workload, JsonObject? oddities)
    {
        JsonObject odd = oddities ?? [];
        JsonObject request = new()
        {
            ["contentType"] = JsonMerge.TextAt(odd, "contentType") ?? "application/json",
            ["method"] = JsonMerge.TextAt(odd, "method") ?? "POST",
            ["target"] = (JsonMerge.TextAt(odd, "path") ?? "/inject") + (JsonMerge.TextAt(odd, "query") is { } query ? Asked(query) : Query),
        };
        if (JsonMerge.TextAt(request, "method") is "GET" or "HEAD")
        {
            return request; // sent without a body
        }

        if (odd["bodySize"] is { } size)
        {
            request["bodySize"] = size.DeepClone();
        }
        else if (odd.ContainsKey("body"))
        {
            request["text"] = odd["body"]?.DeepClone();
        }
        else if (workload is not null || odd.ContainsKey("review"))
        {
            JsonObject review = workload is null ? [] : Review(WorkloadPod.Of(workload));
            JsonMerge.Over(review, odd["review"] as JsonObject);
            request["body"] = review;
        }

        return request;
    }

    private static string Asked(string query) => query.Length == 0 || query[0] == '?' ? query : "?" + query;

    private static JsonObject Review(JsonObject pod)
    {
        PodDefaults.Fill(pod);
        string? name = JsonMerge.TextAt(pod, "metadata", "name");
        JsonObject request = new()
        {
            ["uid"] = "10000000-0000-4000-8000-000000000001",
            ["kind"] = Kind(),
            ["resource"] = Resource(),
            ["requestKind"] = Kind(),
            ["requestResource"] = Resource(),
            ["namespace"] = JsonMerge.TextAt(pod, "metadata", "namespace"),
            ["operation"] = "CREATE",
            ["userInfo"] = new JsonObject
            {
                ["username"] = "system:serviceaccount:kube-system:replicaset-controller",
                ["uid"] = "00000000-0000-4000-8000-000000000001",
                ["groups"] = new JsonArray("system:serviceaccounts", "system:authenticated"),
            },
            ["object"] = pod,
            ["oldObject"] = null,
            ["dryRun"] = false,
            ["options"] = new JsonObject { ["kind"] = "CreateOptions", ["apiVersion"] = "meta.k8s.io/v1" },
        };
        if (name is not null)
        {
            request["name"] = name;
        }

        return new JsonObject { ["apiVersion"] = "admission.k8s.io/v1", ["kind"] = "AdmissionReview", ["request"] = request };
    }

    private static JsonObject Kind() => new() { ["group"] = "", ["version"] = "v1", ["kind"] = "Pod" };

    private static JsonObject Resource() => new() { ["group"] = "", ["version"] = "v1", ["resource"] = "pods" };
}
