using System.Collections.Concurrent;
using System.Globalization;
using Istiod.GoTemplate;
using Istiod.Protobuf;
using Istiod.Protobuf.Tables;

namespace Istiod.Webhooks.Injection.Templates;

/// <summary>Field values of protobuf messages as templates see them.</summary>
internal static class ProtoValues
{
    private static readonly ConcurrentDictionary<string, ProtoEnumInfo> s_enums = new(StringComparer.Ordinal);

    /// <summary>The value of a field; of a nil message (null), or of a field that is not set, what Go's getter gives.</summary>
    public static GoValue Get(ProtoObject? message, TableField field)
    {
        object? value = message?.Message[field];
        if (field.IsMap)
        {
            return Map(value as MapField<object, object>, field);
        }

        return field.IsRepeated ? List(value as RepeatedField<object>, field) : One(value, field);
    }

    private static GoValue One(object? value, TableField field)
    {
        if (field.MessageType is { } table)
        {
            return value is DynamicMessage nested
                ? GoValue.From(new ProtoObject(nested))
                : GoValue.NilOf(ProtoTypeInfo.Of(table));
        }

        if (field.IsEnum)
        {
            return GoValue.FromInteger(EnumOf(field), value is int number ? number : 0);
        }

        if (field.TypeName is { } wellKnown)
        {
            return WellKnownObject.Of(wellKnown, value);
        }

        return Scalar(value ?? field.DefaultValue);
    }

    /// <summary>A scalar as its Go type.</summary>
    public static GoValue Scalar(object? value) => value switch
    {
        bool truth => GoValue.FromBool(truth),
        string text => GoValue.FromString(text),
        int number => GoValue.FromInteger(GoType.Int32, number),
        uint number => GoValue.FromInteger(GoType.Uint32, number),
        long number => GoValue.FromInteger(GoType.Int64, number),
        ulong number => GoValue.FromInteger(GoType.Uint64, (long)number),
        float number => GoValue.FromFloat(GoType.Float32, number),
        double number => GoValue.FromDouble(number),
        ReadOnlyMemory<byte> bytes => GoValue.FromString(Convert.ToBase64String(bytes.Span)),
        _ => GoValue.Nil,
    };

    private static GoValue List(RepeatedField<object>? items, TableField field)
    {
        GoType type = GoType.ListOf(ElementOf(field));
        if (items is null)
        {
            return GoValue.NilOf(type);
        }

        GoValue[] values = new GoValue[items.Count];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = One(items[i], field);
        }

        return GoValue.From(new GoSlice(type, values));
    }

    private static GoValue Map(MapField<object, object>? entries, TableField field)
    {
        GoType type = GoType.MapOf(ElementOf(field));
        if (entries is null)
        {
            return GoValue.NilOf(type);
        }

        GoDictionary map = new(type, entries.Count);
        foreach (KeyValuePair<object, object> entry in entries)
        {
            map.Set(Convert.ToString(entry.Key, CultureInfo.InvariantCulture) ?? "", One(entry.Value, field));
        }

        return GoValue.From(map.Freeze());
    }

    private static GoType ElementOf(TableField field)
    {
        if (field.MessageType is { } table)
        {
            return ProtoTypeInfo.Of(table);
        }

        return field.IsEnum ? EnumOf(field)
            : field.TypeName is not null ? GoType.Any
            : Scalar(field.DefaultValue).Type ?? GoType.Any;
    }

    private static ProtoEnumInfo EnumOf(TableField field) =>
        s_enums.GetOrAdd(field.TypeName!, static (name, from) => new ProtoEnumInfo(name, from), field); // an enum has a type name
}
