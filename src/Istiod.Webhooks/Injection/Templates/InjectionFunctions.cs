using System.Globalization;
using Istiod.GoTemplate;
using Istiod.Primitives;

namespace Istiod.Webhooks.Injection.Templates;

/// <summary>Istio's own template functions, put over Go's and sprig's.</summary>
/// <remarks>istiod: pkg/kube/inject/template.go:createInjectionFuncmap.</remarks>
internal static class InjectionFunctions
{
    /// <summary>The functions of injection and gateway templates.</summary>
    /// <param name="variable">Value of a variable that templates may read; null if unset or not to be read.</param>
    public static FunctionTable Create(Func<string, string?> variable)
    {
        GoType text = GoType.String;
        GoType any = GoType.Any;
        GoType texts = GoType.StringMap;
        return FunctionTable.Sprig.With(
            new GoFunction("formatDuration", [WellKnownObject.DurationType], FormatDuration),
            new GoFunction("isset", [texts, text], static (c, a) => GoValue.FromBool(a[0].AsMap() is { } map && map.TryGetValue(Text(a[1]), out _))),
            new GoFunction("excludeInboundPort", [any, text], static (c, a) => c.String(PortFunctions.Exclude(Print(a[0]), Text(a[1])))),
            new GoFunction("includeInboundPorts", [FunctionTypes.Containers], static (c, a) => c.String(PortFunctions.Of(a[0].AsList(), withProxy: true))),
            new GoFunction("applicationPorts", [FunctionTypes.Containers], static (c, a) => c.String(PortFunctions.Of(a[0].AsList(), withProxy: false))),
            new GoFunction("kubevirtInterfaces", [text], static (_, a) => a[0]),
            new GoFunction("excludeInterfaces", [text], static (_, a) => a[0]),
            new GoFunction("annotation", [FunctionTypes.ObjectMeta, text, any], Annotation),
            new GoFunction("valueOrDefault", [any, any], static (_, a) => IsUnset(a[0]) ? a[1] : a[0]),
            new GoFunction("toJSON", [texts], static (c, a) => c.String(a[0].AsMap() is { IsNil: false } ? JsonOr(a[0], "{}") : "{}")),
            new GoFunction("fromJSON", [text], FromJson),
            new GoFunction("structToJSON", [any], static (c, a) => c.String(a[0].IsNil ? "{}" : JsonOr(a[0], "{}"))),
            new GoFunction("protoToJSON", [FunctionTypes.Message], static (c, a) => c.String(ProxyConfigText.Of(a[0].AsObject() as ProtoObject))),
            new GoFunction("toYaml", [any], ToYaml),
            new GoFunction("indent", [GoType.Int, text], static (c, a) => c.String(TextFunctions.Indent(c, a[0].AsInt64, Text(a[1])))),
            new GoFunction("directory", [text], static (c, a) => c.String(TextFunctions.Directory(Text(a[0])))),
            new GoFunction("contains", [text, text], static (_, a) => GoValue.FromBool(Text(a[1]).Contains(Text(a[0]), StringComparison.Ordinal))),
            new GoFunction("toLower", [text], static (c, a) => c.String(Text(a[0]).ToLowerInvariant())),
            new GoFunction("appendMultusNetwork", [text, text], static (c, a) => c.String(MultusFunctions.Append(Text(a[0]), Text(a[1])))),
            new GoFunction("env", [text, text], (_, a) => variable(Text(a[0])) is { Length: > 0 } value ? GoValue.FromString(value) : a[1]),
            new GoFunction("omit", [texts, text], MapFunctions.Omit, isVariadic: true),
            new GoFunction("strdict", [text], MapFunctions.Dictionary, isVariadic: true),
            new GoFunction("toJsonMap", [texts], static (c, a) => c.String(JsonOr(MapFunctions.Merge(c, a), "")), isVariadic: true),
            new GoFunction("mergeMaps", [texts], MapFunctions.Merge, isVariadic: true),
            new GoFunction("omitNil", [any], static (c, a) => NilFunctions.Omit(c, a[0])),
            new GoFunction(
                "otelResourceAttributes",
                [FunctionTypes.MeshConfig, texts, texts, text, FunctionTypes.Containers],
                static (c, a) => c.String(OtelFunctions.Attributes(a))));
    }

    /// <summary>The text of a checked string argument.</summary>
    public static string Text(GoValue value) => value.AsString() ?? "";

    /// <summary>The JSON of a value, or what stands for one that has none.</summary>
    private static string JsonOr(GoValue value, string otherwise) => GoJson.TryWrite(value, out string? json, out _) ? json : otherwise;

    private static string Print(GoValue value) => value.IsNil ? "<nil>" : GoFormat.Sprint(value);

    /// <summary>Equal to the empty string or to nil, as an interface compares: a named string and a nil pointer are neither.</summary>
    private static bool IsUnset(GoValue value) => value.IsNil || (ReferenceEquals(value.Type, GoType.String) && Text(value).Length == 0);

    private static GoValue FormatDuration(RenderContext context, ReadOnlySpan<GoValue> arguments)
    {
        Istiod.Protobuf.Duration duration = (arguments[0].AsObject() as WellKnownObject)?.Duration ?? default;
        Int128 exact = ((Int128)duration.Seconds * 1_000_000_000) + duration.Nanos;
        return context.String(GoDuration.Format((long)Int128.Clamp(exact, long.MinValue, long.MaxValue)));
    }

    private static GoValue Annotation(RenderContext context, ReadOnlySpan<GoValue> arguments)
    {
        if (arguments[0].AsObject() is { } meta
            && meta.TryGetField("Annotations", out GoValue annotations)
            && annotations.AsMap() is { } map
            && map.TryGetValue(Text(arguments[1]), out GoValue found))
        {
            return found;
        }

        GoValue otherwise = arguments[2];
        return ReferenceEquals(otherwise.Type, GoType.String) ? otherwise : context.String(Print(otherwise));
    }

    private static GoValue FromJson(RenderContext context, ReadOnlySpan<GoValue> arguments)
    {
        string json = Text(arguments[0]);
        context.Charge(json.Length * 4L);
        return GoJson.TryRead(json, out GoValue value, out _) ? value : GoValue.FromString("{}");
    }

    private static GoValue ToYaml(RenderContext context, ReadOnlySpan<GoValue> arguments)
    {
        if (!GoJson.TryWrite(arguments[0], out string? json, out _))
        {
            return GoValue.FromString("");
        }

        context.Charge(json.Length * 4L);
        return context.String(Yaml.GoYaml.FromJson(json));
    }

    /// <summary>Digits of a number, as <c>strconv.Itoa</c> writes them.</summary>
    internal static string Digits(long value) => value.ToString(CultureInfo.InvariantCulture);
}
