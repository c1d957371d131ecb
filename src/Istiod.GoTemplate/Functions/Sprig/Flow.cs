using Istiod.GoTemplate.Execution;

namespace Istiod.GoTemplate.Functions.Sprig;

/// <summary>Defaults and choices. Source: sprig, defaults.go.</summary>
internal static class Flow
{
    public static GoValue Default(RenderContext context, ReadOnlySpan<GoValue> arguments) =>
        arguments.Length < 2 || IsEmpty(arguments[1]) ? arguments[0] : arguments[1];

    public static GoValue Empty(RenderContext context, ReadOnlySpan<GoValue> arguments) => GoValue.FromBool(IsEmpty(arguments[0]));

    public static GoValue Coalesce(RenderContext context, ReadOnlySpan<GoValue> arguments)
    {
        foreach (GoValue value in arguments)
        {
            if (!IsEmpty(value))
            {
                return value;
            }
        }

        return default;
    }

    public static GoValue All(RenderContext context, ReadOnlySpan<GoValue> arguments)
    {
        foreach (GoValue value in arguments)
        {
            if (IsEmpty(value))
            {
                return GoValue.FromBool(false);
            }
        }

        return GoValue.FromBool(true);
    }

    public static GoValue Any(RenderContext context, ReadOnlySpan<GoValue> arguments)
    {
        foreach (GoValue value in arguments)
        {
            if (!IsEmpty(value))
            {
                return GoValue.FromBool(true);
            }
        }

        return GoValue.FromBool(false);
    }

    public static GoValue Ternary(RenderContext context, ReadOnlySpan<GoValue> arguments) => arguments[arguments[2].AsBool ? 0 : 1];

    public static GoValue Fail(RenderContext context, ReadOnlySpan<GoValue> arguments)
    {
        context.Fail(arguments[0].AsString() ?? "");
        return default;
    }

    /// <summary>Zero, false, nil, or without elements; a struct never is.</summary>
    public static bool IsEmpty(GoValue value) => !Truth.IsTrue(value);
}
