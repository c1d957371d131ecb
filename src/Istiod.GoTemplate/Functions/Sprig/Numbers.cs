using Istiod.GoTemplate.Formatting;

namespace Istiod.GoTemplate.Functions.Sprig;

/// <summary>Integers and floats; integers wrap around. Source: sprig, numeric.go, functions.go.</summary>
internal static class Numbers
{
    public static GoValue ToInt(RenderContext context, ReadOnlySpan<GoValue> arguments) => GoValue.FromInt(Cast.ToInt64(arguments[0]));

    public static GoValue ToInt64(RenderContext context, ReadOnlySpan<GoValue> arguments) => GoValue.FromInt64(Cast.ToInt64(arguments[0]));

    public static GoValue ToFloat(RenderContext context, ReadOnlySpan<GoValue> arguments) => GoValue.FromDouble(Cast.ToDouble(arguments[0]));

    // What is out of range is the nearest number, what is none is 0.
    public static GoValue ParseInt(RenderContext context, ReadOnlySpan<GoValue> arguments)
    {
        _ = IntegerParser.TryParse(arguments[0].AsString(), 10, 64, out long value);
        return GoValue.FromInt(value);
    }

    public static GoValue ToDecimal(RenderContext context, ReadOnlySpan<GoValue> arguments) => GoValue.FromInt64(
        IntegerParser.TryParse(Printing.Sprint(context, arguments[0]), 8, 64, out long value) == IntegerParser.Outcome.Done ? value : 0);

    public static GoValue AddOne(RenderContext context, ReadOnlySpan<GoValue> arguments) => GoValue.FromInt64(Cast.ToInt64(arguments[0]) + 1);

    public static GoValue Add(RenderContext context, ReadOnlySpan<GoValue> arguments)
    {
        long sum = 0;
        foreach (GoValue value in arguments)
        {
            sum += Cast.ToInt64(value);
        }

        return GoValue.FromInt64(sum);
    }

    public static GoValue Subtract(RenderContext context, ReadOnlySpan<GoValue> arguments) =>
        GoValue.FromInt64(Cast.ToInt64(arguments[0]) - Cast.ToInt64(arguments[1]));

    public static GoValue Multiply(RenderContext context, ReadOnlySpan<GoValue> arguments)
    {
        long product = 1;
        foreach (GoValue value in arguments)
        {
            product *= Cast.ToInt64(value);
        }

        return GoValue.FromInt64(product);
    }

    public static GoValue Divide(RenderContext context, ReadOnlySpan<GoValue> arguments)
    {
        (long dividend, long divisor) = Operands(context, arguments);
        return GoValue.FromInt64(divisor == -1 ? -dividend : dividend / divisor);
    }

    public static GoValue Modulo(RenderContext context, ReadOnlySpan<GoValue> arguments)
    {
        (long dividend, long divisor) = Operands(context, arguments);
        return GoValue.FromInt64(divisor == -1 ? 0 : dividend % divisor);
    }

    public static GoValue Max(RenderContext context, ReadOnlySpan<GoValue> arguments)
    {
        long best = Cast.ToInt64(arguments[0]);
        foreach (GoValue value in arguments[1..])
        {
            best = Math.Max(best, Cast.ToInt64(value));
        }

        return GoValue.FromInt64(best);
    }

    public static GoValue Min(RenderContext context, ReadOnlySpan<GoValue> arguments)
    {
        long best = Cast.ToInt64(arguments[0]);
        foreach (GoValue value in arguments[1..])
        {
            best = Math.Min(best, Cast.ToInt64(value));
        }

        return GoValue.FromInt64(best);
    }

    public static GoValue MaxFloat(RenderContext context, ReadOnlySpan<GoValue> arguments)
    {
        double best = Cast.ToDouble(arguments[0]);
        foreach (GoValue value in arguments[1..])
        {
            best = Math.Max(best, Cast.ToDouble(value));
        }

        return GoValue.FromDouble(best);
    }

    public static GoValue MinFloat(RenderContext context, ReadOnlySpan<GoValue> arguments)
    {
        double best = Cast.ToDouble(arguments[0]);
        foreach (GoValue value in arguments[1..])
        {
            best = Math.Min(best, Cast.ToDouble(value));
        }

        return GoValue.FromDouble(best);
    }

    public static GoValue Floor(RenderContext context, ReadOnlySpan<GoValue> arguments) => GoValue.FromDouble(Math.Floor(Cast.ToDouble(arguments[0])));

    public static GoValue Ceiling(RenderContext context, ReadOnlySpan<GoValue> arguments) => GoValue.FromDouble(Math.Ceiling(Cast.ToDouble(arguments[0])));

    // The fraction from which it rounds up is the third argument, else a half; negative numbers always round down.
    public static GoValue Round(RenderContext context, ReadOnlySpan<GoValue> arguments)
    {
        double limit = arguments.Length > 2 ? arguments[2].AsDouble : 0.5;
        double power = Math.Pow(10, arguments[1].AsInt64);
        double scaled = power * Cast.ToDouble(arguments[0]);
        double fraction = scaled - Math.Truncate(scaled);
        return GoValue.FromDouble((fraction >= limit ? Math.Ceiling(scaled) : Math.Floor(scaled)) / power);
    }

    private static (long Dividend, long Divisor) Operands(RenderContext context, ReadOnlySpan<GoValue> arguments)
    {
        (long dividend, long divisor) = (Cast.ToInt64(arguments[0]), Cast.ToInt64(arguments[1]));
        if (divisor == 0)
        {
            context.Fail("runtime error: integer divide by zero");
        }

        return (dividend, divisor);
    }
}
