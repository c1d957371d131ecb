using System.Text.Json.Nodes;
using Istiod.GoTemplate;
using Istiod.Webhooks.Injection.Kube;

namespace Istiod.Webhooks.Injection.Templates;

/// <summary>A map of the Kubernetes API over a typed JSON object.</summary>
internal sealed class KubeMap(KubeType type, JsonObject entries) : GoMap
{
    private string[]? _sorted;

    /// <inheritdoc/>
    public override GoType Type => KubeValues.TypeOf(type);

    /// <inheritdoc/>
    public override int Count => entries.Count;

    /// <inheritdoc/>
    public override ReadOnlySpan<string> SortedKeys => _sorted ??= KubeValues.Sorted(entries);

    /// <inheritdoc/>
    public override bool TryGetValue(string key, out GoValue value)
    {
        bool isThere = entries.TryGetPropertyValue(key, out JsonNode? node);
        value = isThere ? KubeValues.Of(node, type.Element, isPointer: false) : default;
        return isThere;
    }
}
