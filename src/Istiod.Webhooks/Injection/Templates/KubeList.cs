using System.Text.Json.Nodes;
using Istiod.GoTemplate;
using Istiod.Webhooks.Injection.Kube;

namespace Istiod.Webhooks.Injection.Templates;

/// <summary>A slice of the Kubernetes API over a typed JSON array.</summary>
internal sealed class KubeList(KubeType type, JsonArray items) : GoList
{
    /// <inheritdoc/>
    public override GoType Type => KubeValues.TypeOf(type);

    /// <inheritdoc/>
    public override int Count => items.Count;

    /// <summary>The JSON array.</summary>
    public JsonArray Tree => items;

    /// <inheritdoc/>
    public override GoValue this[int index] => KubeValues.Of(items[index], type.Element, isPointer: false);
}
