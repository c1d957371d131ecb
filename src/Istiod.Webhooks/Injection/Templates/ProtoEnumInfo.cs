using System.Globalization;
using Istiod.GoTemplate;
using Istiod.Protobuf.Tables;

namespace Istiod.Webhooks.Injection.Templates;

/// <summary>An enum's type: a number that prints as its name.</summary>
internal sealed class ProtoEnumInfo : GoType
{
    private readonly GoFunction _string;
    private readonly GoFunction _number;

    /// <param name="fullName">Full proto name.</param>
    /// <param name="field">Any field of the type; it knows the names.</param>
    public ProtoEnumInfo(string fullName, TableField field)
        : base(ProtoTypeInfo.GoNameOf(fullName), GoKind.Int32)
    {
        _string = new GoFunction("String", [], (_, arguments) => GoValue.FromString(NameOf(field, arguments[0].AsInt64)));
        _number = new GoFunction("Number", [], static (_, arguments) => GoValue.FromInteger(GoType.Int32, arguments[0].AsInt64));
    }

    /// <inheritdoc/>
    public override GoFunction? FindMethod(string name) => name switch
    {
        "String" => _string,
        "Number" => _number,
        _ => null,
    };

    private static string NameOf(TableField field, long number) =>
        field.EnumNameOf((int)number) ?? number.ToString(CultureInfo.InvariantCulture);
}
