namespace Istiod.GoTemplate.Functions.Sprig;

/// <summary>Sums and products without binary rounding: 0.1 + 0.2 is 0.3. Source: sprig, functions.go.</summary>
internal static class DecimalNumbers
{
    private const int MaxDigits = 10_000;

    public static GoValue AddOne(RenderContext context, ReadOnlySpan<GoValue> arguments) =>
        GoValue.FromDouble((From(context, arguments[0]) + DecimalNumber.From(1)).ToDouble());

    public static GoValue Add(RenderContext context, ReadOnlySpan<GoValue> arguments)
    {
        var sum = DecimalNumber.From(0);
        foreach (GoValue value in arguments)
        {
            sum += From(context, value);
        }

        return GoValue.FromDouble(sum.ToDouble());
    }

    public static GoValue Subtract(RenderContext context, ReadOnlySpan<GoValue> arguments)
    {
        DecimalNumber result = From(context, arguments[0]);
        foreach (GoValue value in arguments[1..])
        {
            result -= From(context, value);
        }

        return GoValue.FromDouble(result.ToDouble());
    }

    public static GoValue Multiply(RenderContext context, ReadOnlySpan<GoValue> arguments)
    {
        DecimalNumber product = From(context, arguments[0]);
        foreach (GoValue value in arguments[1..])
        {
            product *= From(context, value);
            if (product.Value.GetBitLength() > MaxDigits * 3)
            {
                throw new LimitException("decimal number too long");
            }
        }

        return GoValue.FromDouble(product.ToDouble());
    }

    public static GoValue Divide(RenderContext context, ReadOnlySpan<GoValue> arguments)
    {
        DecimalNumber quotient = From(context, arguments[0]);
        foreach (GoValue value in arguments[1..])
        {
            DecimalNumber divisor = From(context, value);
            if (divisor.Value.IsZero)
            {
                context.Fail("decimal division by 0");
            }

            quotient /= divisor;
        }

        return GoValue.FromDouble(quotient.ToDouble());
    }

    private static DecimalNumber From(RenderContext context, GoValue value)
    {
        context.Step();
        double number = Cast.ToDouble(value);
        if (!double.IsFinite(number))
        {
            context.Fail("Cannot create a Decimal from " + GoFormat.Sprint(GoValue.FromDouble(number)));
        }

        return DecimalNumber.From(number);
    }
}
