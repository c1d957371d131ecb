namespace Istiod.GoTemplate.Execution;

/// <summary>Truth of values, as <c>if</c> and <c>and</c> see it.</summary>
internal static class Truth
{
    public static bool IsTrue(GoValue value) => value.Kind switch
    {
        GoKind.Nil => false,
        GoKind.Bool => value.AsBool,
        GoKind.Float32 or GoKind.Float64 => value.AsDouble != 0,
        GoKind.Complex128 => value.AsReference() is GoComplex complex && (complex.Real != 0 || complex.Imaginary != 0),
        GoKind.String => value.AsString() is { Length: > 0 },
        GoKind.List => value.AsList() is { Count: > 0 },
        GoKind.Map => value.AsMap() is { Count: > 0 },
        GoKind.Struct => true,
        GoKind.Pointer => value.AsPointer() is not { IsNil: true },
        _ => value.AsInt64 != 0,
    };
}
