using Istiod.GoTemplate;
using Istiod.Protobuf;
using Istiod.Protobuf.Tables;
using Istiod.Protos;

namespace Istiod.Webhooks.Injection.Templates;

/// <summary>A pointer to a protobuf message: fields by their Go names.</summary>
/// <remarks>Differs: a oneof's own field (an interface in Go) is not there, its members' getters are.</remarks>
internal sealed class ProtoObject : GoObject
{
    private static readonly ProtoJsonOptions s_options = new() { AnyResolver = ProtoTypes.Resolver };
    private readonly ProtoTypeInfo _type;
    private string? _json;
    private string? _text;

    /// <summary>A message that tables describe.</summary>
    public ProtoObject(DynamicMessage message)
    {
        Message = message;
        Source = message;
        _type = ProtoTypeInfo.Of(message.Type);
    }

    private ProtoObject(DynamicMessage message, ProtoMessage source)
        : this(message) => Source = source;

    /// <summary>The message by fields.</summary>
    public DynamicMessage Message { get; }

    /// <summary>The message as it was given.</summary>
    public ProtoMessage Source { get; }

    /// <inheritdoc/>
    public override GoType Type => _type;

    /// <inheritdoc/>
    public override int FieldCount => _type.Table.Fields.Count;

    /// <summary>A message of a generated class; not to be changed from now on.</summary>
    public static ProtoObject From(ProtoMessage message)
    {
        if (!ProtoTypes.Tables.TryFindMessage(message.TypeName, out MessageTable table))
        {
            throw new InvalidOperationException($"the tables have no {message.TypeName}");
        }

        DynamicMessage copy = new(table);
        copy.MergeFrom(message);
        return new ProtoObject(copy, message);
    }

    /// <inheritdoc/>
    public override string FieldName(int index) => _type.Table.Fields[index].GoName;

    /// <inheritdoc/>
    public override GoValue Field(int index) => ProtoValues.Get(this, _type.Table.Fields[index]);

    /// <inheritdoc/>
    public override bool TryGetField(string name, out GoValue value)
    {
        if (_type.FieldOf(name) is { IsInOneof: false } field)
        {
            value = ProtoValues.Get(this, field);
            return true;
        }

        value = default;
        return false;
    }

    /// <inheritdoc/>
    public override void WriteJson(GoJsonWriter writer) => writer.Raw(ToJson());

    /// <summary>Another text of the message, made once.</summary>
    public string Remember(Func<string> make) => _text ??= make();

    /// <summary>proto3 JSON, made once.</summary>
    public string ToJson() => _json ??= Source.ToJson(s_options);
}
