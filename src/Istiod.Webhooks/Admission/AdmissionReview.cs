using System.Text.Json.Nodes;

namespace Istiod.Webhooks.Admission;

/// <summary>A review as the API server sends it, as far as webhooks look at it.</summary>
public sealed class AdmissionReview
{
    /// <summary><c>admission.k8s.io/v1</c> or <c>v1beta1</c>.</summary>
    public required string ApiVersion { get; init; }

    /// <summary>The request; null if there was none, which no webhook can answer.</summary>
    public required JsonObject? Request { get; init; }

    /// <summary>Id of the request.</summary>
    public string Uid => Text("uid");

    /// <summary>CREATE, UPDATE, DELETE or CONNECT; empty if not given.</summary>
    public string Operation => Text("operation");

    /// <summary>Namespace of the request; empty if not given.</summary>
    public string Namespace => Text("namespace");

    /// <summary>The object taken out of the request, once; null if there is none.</summary>
    public JsonNode? TakeObject()
    {
        JsonNode? value = Request?["object"];
        Request?.Remove("object");
        return value;
    }

    private string Text(string name) =>
        Request?[name] is JsonValue value && value.TryGetValue(out string? text) ? text : "";
}
