using Istiod.GoTemplate.Execution;

namespace Istiod.GoTemplate.Functions;

/// <summary>Go's comparisons. Source: Go, package text/template, funcs.go.</summary>
internal static class Comparison
{
    private enum Basic
    {
        None,
        Bool,
        Complex,
        Int,
        Float,
        String,
        Uint,
    }

    public static GoValue Equal(RenderContext context, ReadOnlySpan<GoValue> arguments)
    {
        if (arguments.Length == 1)
        {
            context.Fail("missing argument for comparison");
        }

        foreach (GoValue other in arguments[1..])
        {
            if (AreEqual(context, arguments[0], other))
            {
                return GoValue.FromBool(true);
            }
        }

        return GoValue.FromBool(false);
    }

    public static GoValue NotEqual(RenderContext context, ReadOnlySpan<GoValue> arguments) =>
        GoValue.FromBool(!AreEqual(context, arguments[0], arguments[1]));

    public static GoValue Less(RenderContext context, ReadOnlySpan<GoValue> arguments) =>
        GoValue.FromBool(IsLess(context, arguments[0], arguments[1]));

    public static GoValue LessOrEqual(RenderContext context, ReadOnlySpan<GoValue> arguments) =>
        GoValue.FromBool(IsLess(context, arguments[0], arguments[1]) || AreEqual(context, arguments[0], arguments[1]));

    public static GoValue Greater(RenderContext context, ReadOnlySpan<GoValue> arguments) =>
        GoValue.FromBool(!IsLess(context, arguments[0], arguments[1]) && !AreEqual(context, arguments[0], arguments[1]));

    public static GoValue GreaterOrEqual(RenderContext context, ReadOnlySpan<GoValue> arguments) =>
        GoValue.FromBool(!IsLess(context, arguments[0], arguments[1]));

    private static bool AreEqual(RenderContext context, GoValue left, GoValue right)
    {
        Basic a = BasicOf(left), b = BasicOf(right);
        if (a != b)
        {
            if (IntegersOfBothSigns(a, b))
            {
                return left.AsInt64 >= 0 && right.AsInt64 >= 0 && left.AsInt64 == right.AsInt64;
            }

            if (!left.IsNil && !right.IsNil)
            {
                context.Fail($"incompatible types for comparison: {left.Type} and {right.Type}");
            }

            return false;
        }

        return a switch
        {
            Basic.Bool => left.AsBool == right.AsBool,
            Basic.Float => left.AsDouble == right.AsDouble,
            Basic.Int or Basic.Uint => left.AsInt64 == right.AsInt64,
            Basic.String => string.Equals(left.AsString(), right.AsString(), StringComparison.Ordinal),
            Basic.Complex => left.AsReference() is GoComplex x && right.AsReference() is GoComplex y && x.Real == y.Real && x.Imaginary == y.Imaginary,
            _ => ReferencesAreEqual(context, left, right),
        };
    }

    private static bool ReferencesAreEqual(RenderContext context, GoValue left, GoValue right)
    {
        if (!left.IsNil && !right.IsNil && left.Kind != right.Kind)
        {
            context.Fail($"non-comparable types {Show(context, left)}: {left.Type}, {right.Type}: {GoFormat.Sprint(right)}");
        }

        if (Pointers.IsNil(left) || Pointers.IsNil(right))
        {
            return Pointers.IsNil(left) == Pointers.IsNil(right);
        }

        if (right.Kind is GoKind.List or GoKind.Map)
        {
            context.Fail($"non-comparable type {Show(context, right)}: {right.Type}");
        }

        return ReferenceEquals(left.AsReference(), right.AsReference());
    }

    private static bool IsLess(RenderContext context, GoValue left, GoValue right)
    {
        Basic a = BasicOf(left), b = BasicOf(right);
        if (a == Basic.None || b == Basic.None)
        {
            context.Fail("invalid type for comparison");
        }

        if (a != b)
        {
            if (!IntegersOfBothSigns(a, b))
            {
                context.Fail($"incompatible types for comparison: {left.Type} and {right.Type}");
            }

            return a == Basic.Int
                ? left.AsInt64 < 0 || left.AsUInt64 < right.AsUInt64
                : right.AsInt64 >= 0 && left.AsUInt64 < right.AsUInt64;
        }

        switch (a)
        {
            case Basic.Float:
                return left.AsDouble < right.AsDouble;
            case Basic.Int:
                return left.AsInt64 < right.AsInt64;
            case Basic.Uint:
                return left.AsUInt64 < right.AsUInt64;
            case Basic.String:
                return GoText.Compare(left.AsString() ?? "", right.AsString() ?? "") < 0;
            default:
                context.Fail("invalid type for comparison");
                return false;
        }
    }

    private static bool IntegersOfBothSigns(Basic a, Basic b) => (a == Basic.Int && b == Basic.Uint) || (a == Basic.Uint && b == Basic.Int);

    private static Basic BasicOf(GoValue value) => value.Kind switch
    {
        GoKind.Bool => Basic.Bool,
        >= GoKind.Int and <= GoKind.Int64 => Basic.Int,
        >= GoKind.Uint and <= GoKind.Uint64 => Basic.Uint,
        GoKind.Float32 or GoKind.Float64 => Basic.Float,
        GoKind.Complex128 => Basic.Complex,
        GoKind.String => Basic.String,
        _ => Basic.None,
    };

    private static string Show(RenderContext context, GoValue value)
    {
        TextBuilder text = context.RentText();
        text.Printer.Argument(value, 's');
        return context.Finish(text);
    }
}
