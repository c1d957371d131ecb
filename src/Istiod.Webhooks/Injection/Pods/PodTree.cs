using System.Text.Json.Nodes;
using Istiod.Webhooks.Injection.Json;

namespace Istiod.Webhooks.Injection.Pods;

/// <summary>A typed pod as a JSON tree that is changed in place.</summary>
internal readonly struct PodTree(JsonObject root)
{
    /// <summary>The pod.</summary>
    public JsonObject Root { get; } = root;

    /// <summary>Its metadata, made if there is none.</summary>
    public JsonObject Meta => Root.ObjectIn("metadata");

    /// <summary>Its spec, made if there is none.</summary>
    public JsonObject Spec => Root.ObjectIn("spec");

    /// <summary>Its annotations; null if it has none.</summary>
    public JsonObject? Annotations => Meta.ObjectAt("annotations");

    /// <summary>Its labels; null if it has none.</summary>
    public JsonObject? Labels => Meta.ObjectAt("labels");

    /// <summary>Its containers; null if it has none.</summary>
    public JsonArray? Containers => Spec.ArrayAt(Names.Containers);

    /// <summary>Its init containers; null if it has none.</summary>
    public JsonArray? InitContainers => Spec.ArrayAt(Names.InitContainers);

    /// <summary>The proxy's container, wherever it is.</summary>
    public JsonObject? Sidecar => Container(Names.Proxy);

    /// <summary>The value of an annotation; null if it is not there.</summary>
    public string? Annotation(string name) => Annotations?[name].Text();

    /// <summary>The first container of a name, containers before init containers.</summary>
    public JsonObject? Container(string name) => Find(Containers, name) ?? Find(InitContainers, name);

    /// <summary>A deep copy.</summary>
    public PodTree Copy() => new((JsonObject)Root.DeepClone());

    /// <summary>The first of some containers that has a name.</summary>
    public static JsonObject? Find(JsonArray? containers, string name)
    {
        foreach (JsonNode? item in containers ?? [])
        {
            if (item is JsonObject container && string.Equals(container.TextAt("name"), name, StringComparison.Ordinal))
            {
                return container;
            }
        }

        return null;
    }
}
