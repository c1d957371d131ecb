using System.Text.Json.Nodes;
using Istiod.GoTemplate;
using Istiod.Webhooks.Injection.Kube;

namespace Istiod.Webhooks.Injection.Templates;

/// <summary>A Kubernetes struct over its typed JSON tree. Read-only, nothing is copied.</summary>
/// <param name="type">The struct.</param>
/// <param name="tree">Typed: see <see cref="Json.TypedTree"/>.</param>
/// <param name="isPointer">Whether templates see a pointer to it.</param>
internal sealed class KubeObject(KubeType type, JsonObject tree, bool isPointer = false) : GoObject
{
    /// <inheritdoc/>
    public override GoType Type => isPointer ? KubeValues.PointerOf(type) : KubeValues.TypeOf(type);

    /// <summary>The JSON tree; not to be changed while a template runs.</summary>
    public JsonObject Tree => tree;

    /// <inheritdoc/>
    public override int FieldCount => type.Declared.Length;

    /// <inheritdoc/>
    public override string FieldName(int index) => type.Declared[index].GoName;

    /// <inheritdoc/>
    public override GoValue Field(int index) => Of(type.Declared[index]);

    /// <inheritdoc/>
    public override bool TryGetField(string name, out GoValue value)
    {
        if (type.ByGoName(name) is { } field)
        {
            value = Of(field);
            return true;
        }

        value = default;
        return false;
    }

    /// <inheritdoc/>
    public override void WriteJson(GoJsonWriter writer)
    {
        writer.BeginObject();
        foreach (KubeField field in type.Members)
        {
            if (tree.TryGetPropertyValue(field.JsonName, out JsonNode? node))
            {
                writer.Name(field.JsonName);
                KubeValues.Write(writer, node, field.Type);
            }
        }

        writer.EndObject();
    }

    private GoValue Of(KubeField field) =>
        field.IsEmbedded ? GoValue.From(new KubeObject(field.Type, tree)) : KubeValues.Of(tree[field.JsonName], field.Type, field.IsPointer);
}
