using System.Collections.Concurrent;
using Istiod.GoTemplate;
using Istiod.Protobuf.Tables;

namespace Istiod.Webhooks.Injection.Templates;

/// <summary>The pointer type of a protobuf message as Go generates it: fields by Go name, getters that a nil pointer has too.</summary>
internal sealed class ProtoTypeInfo : GoType
{
    private static readonly ConcurrentDictionary<string, ProtoTypeInfo> s_types = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TableField> _fields = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, GoFunction> _getters = new(StringComparer.Ordinal);

    private ProtoTypeInfo(MessageTable table)
        : base("*" + GoNameOf(table.FullName), GoKind.Pointer, new GoType(GoNameOf(table.FullName), GoKind.Struct))
    {
        Table = table;
        foreach (TableField field in table.Fields)
        {
            _fields[field.GoName] = field;
        }
    }

    /// <summary>The message type.</summary>
    public MessageTable Table { get; }

    /// <summary>The type of a message type; one instance for each of the tables' types that is asked for.</summary>
    public static ProtoTypeInfo Of(MessageTable table) => s_types.GetOrAdd(table.FullName, static (_, from) => new ProtoTypeInfo(from), table);

    /// <summary><c>istio.mesh.v1alpha1.MeshConfig.ProxyPathNormalization</c> is <c>v1alpha1.MeshConfig_ProxyPathNormalization</c>.</summary>
    public static string GoNameOf(string fullName)
    {
        string[] parts = fullName.Split('.');
        int first = Array.FindIndex(parts, static part => char.IsUpper(part[0]));
        return first <= 0 ? fullName : $"{parts[first - 1]}.{string.Join('_', parts[first..])}";
    }

    /// <summary>The field of a Go name.</summary>
    public TableField? FieldOf(string goName) => _fields.GetValueOrDefault(goName);

    /// <inheritdoc/>
    public override bool HasField(string name) => _fields.ContainsKey(name);

    /// <inheritdoc/>
    public override GoFunction? FindMethod(string name)
    {
        if (_getters.TryGetValue(name, out GoFunction? known))
        {
            return known;
        }

        if (name == "String")
        {
            return _getters.GetOrAdd(name, new GoFunction(name, [], static (_, arguments) => Text(arguments[0])));
        }

        return name.StartsWith("Get", StringComparison.Ordinal) && FieldOf(name[3..]) is { } field
            ? _getters.GetOrAdd(name, new GoFunction(name, [], (_, arguments) => ProtoValues.Get(arguments[0].AsObject() as ProtoObject, field)))
            : null;
    }

    /// <summary>Differs: Go prints protobuf's text format, which it keeps unstable on purpose; this is JSON.</summary>
    private static GoValue Text(GoValue receiver) =>
        GoValue.FromString(receiver.AsObject() is ProtoObject message ? message.ToJson() : "<nil>");
}
