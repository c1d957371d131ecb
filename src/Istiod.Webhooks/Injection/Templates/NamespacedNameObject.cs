using Istiod.GoTemplate;

namespace Istiod.Webhooks.Injection.Templates;

/// <summary>Namespace and name of a workload.</summary>
internal sealed class NamespacedNameObject(string space, string name) : GoObject
{
    private static readonly GoType s_type = new Info();

    /// <inheritdoc/>
    public override GoType Type => s_type;

    /// <inheritdoc/>
    public override int FieldCount => 2;

    /// <inheritdoc/>
    public override string FieldName(int index) => index == 0 ? "Namespace" : "Name";

    /// <inheritdoc/>
    public override GoValue Field(int index) => GoValue.FromString(index == 0 ? space : name);

    /// <inheritdoc/>
    public override string ToString() => $"{space}/{name}";

    private sealed class Info() : GoType("types.NamespacedName", GoKind.Struct)
    {
        private static readonly GoFunction s_string =
            new("String", [], static (_, arguments) => GoValue.FromString(arguments[0].AsObject()?.ToString()));

        public override GoFunction? FindMethod(string method) => method == "String" ? s_string : null;

        public override bool HasField(string field) => field is "Namespace" or "Name";
    }
}
