using System.Globalization;
using System.Text.Json.Nodes;
using Istiod.GoTemplate;
using Istiod.Webhooks.Injection.Json;

namespace Istiod.Webhooks.Injection.Templates;

/// <summary>A port or amount that is a number or a name.</summary>
internal sealed class IntOrStringObject(JsonNode? node) : GoObject
{
    private static readonly GoType s_kind = new("intstr.Type", GoKind.Int64);

    /// <summary>Its type, with the method <c>String</c>.</summary>
    public static GoType IntOrStringType { get; } = new Info();

    /// <inheritdoc/>
    public override GoType Type => IntOrStringType;

    /// <inheritdoc/>
    public override int FieldCount => 3;

    private string? Name => node.Text();

    private long Number => node.Whole() ?? 0;

    /// <inheritdoc/>
    public override string FieldName(int index) => index switch
    {
        0 => "Type",
        1 => "IntVal",
        _ => "StrVal",
    };

    /// <inheritdoc/>
    public override GoValue Field(int index) => index switch
    {
        0 => GoValue.FromInteger(s_kind, Name is null ? 0 : 1),
        1 => GoValue.FromInteger(GoType.Int32, Number),
        _ => GoValue.FromString(Name),
    };

    /// <inheritdoc/>
    public override void WriteJson(GoJsonWriter writer)
    {
        if (Name is { } name)
        {
            writer.String(name);
        }
        else
        {
            writer.Integer(Number);
        }
    }

    /// <inheritdoc/>
    public override string ToString() => Name ?? Number.ToString(CultureInfo.InvariantCulture);

    private sealed class Info() : GoType("intstr.IntOrString", GoKind.Struct)
    {
        private static readonly GoFunction s_string =
            new("String", [], static (_, arguments) => GoValue.FromString(arguments[0].AsObject()?.ToString()));

        public override GoFunction? FindMethod(string name) => name == "String" ? s_string : null;

        public override bool HasField(string name) => name is "Type" or "IntVal" or "StrVal";
    }
}
