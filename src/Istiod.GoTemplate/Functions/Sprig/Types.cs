namespace Istiod.GoTemplate.Functions.Sprig;

/// <summary>Go types of values. Source: sprig, reflect.go.</summary>
internal static class Types
{
    public static GoValue TypeOf(RenderContext context, ReadOnlySpan<GoValue> arguments) => GoValue.FromString(TypeName(arguments[0]));

    public static GoValue TypeIs(RenderContext context, ReadOnlySpan<GoValue> arguments) =>
        GoValue.FromBool(arguments[0].AsString() == TypeName(arguments[1]));

    public static GoValue TypeIsLike(RenderContext context, ReadOnlySpan<GoValue> arguments)
    {
        string name = TypeName(arguments[1]);
        return GoValue.FromBool(arguments[0].AsString() == name || "*" + arguments[0].AsString() == name);
    }

    public static GoValue KindOf(RenderContext context, ReadOnlySpan<GoValue> arguments) => GoValue.FromString(KindName(arguments[0]));

    public static GoValue KindIs(RenderContext context, ReadOnlySpan<GoValue> arguments) =>
        GoValue.FromBool(arguments[0].AsString() == KindName(arguments[1]));

    /// <summary>The kind's name as Go's reflection has it.</summary>
    public static string KindName(GoValue value) => value.Kind switch
    {
        GoKind.Nil => "invalid",
        GoKind.Bool => "bool",
        GoKind.Int => "int",
        GoKind.Int8 => "int8",
        GoKind.Int16 => "int16",
        GoKind.Int32 => "int32",
        GoKind.Int64 => "int64",
        GoKind.Uint => "uint",
        GoKind.Uint8 => "uint8",
        GoKind.Uint16 => "uint16",
        GoKind.Uint32 => "uint32",
        GoKind.Uint64 => "uint64",
        GoKind.Float32 => "float32",
        GoKind.Float64 => "float64",
        GoKind.Complex128 => "complex128",
        GoKind.String => "string",
        GoKind.List => "slice",
        GoKind.Map => "map",
        GoKind.Pointer => "ptr",
        _ => "struct",
    };

    private static string TypeName(GoValue value) => value.Type?.Name ?? "<nil>";
}
