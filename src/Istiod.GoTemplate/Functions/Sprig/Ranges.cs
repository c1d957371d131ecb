namespace Istiod.GoTemplate.Functions.Sprig;

/// <summary>Rows of integers. Source: sprig, numeric.go.</summary>
internal static class Ranges
{
    public static GoValue Until(RenderContext context, ReadOnlySpan<GoValue> arguments)
    {
        long stop = arguments[0].AsInt64;
        return Row(context, 0, stop, stop < 0 ? -1 : 1);
    }

    public static GoValue UntilStep(RenderContext context, ReadOnlySpan<GoValue> arguments) =>
        Row(context, arguments[0].AsInt64, arguments[1].AsInt64, arguments[2].AsInt64);

    // Like the tool seq: one argument is the end, two are start and end, three have the step between; the end belongs to it.
    public static GoValue Sequence(RenderContext context, ReadOnlySpan<GoValue> arguments)
    {
        if (arguments.Length is 0 or > 3)
        {
            return GoValue.FromString("");
        }

        long start = arguments.Length == 1 ? 1 : arguments[0].AsInt64;
        long end = arguments[^1].AsInt64;
        long direction = end < start ? -1 : 1;
        long step = arguments.Length == 3 ? arguments[1].AsInt64 : direction;
        if (end < start && step > 0)
        {
            return GoValue.FromString("");
        }

        long count = Count(start, end + direction, step);
        TextBuilder output = context.RentText();
        output.EnsureRoom(count, 1);
        for (long i = 0; i < count; i++)
        {
            output.Append(i > 0 ? " " : "");
            output.Append(start + (i * step));
        }

        return context.FinishValue(output);
    }

    private static GoValue Row(RenderContext context, long start, long stop, long step)
    {
        GoValue[] items = context.NewItems(Count(start, stop, step));
        for (int i = 0; i < items.Length; i++)
        {
            items[i] = GoValue.FromInt(start + (i * step));
        }

        return GoValue.From(new GoSlice(GoType.IntList, items));
    }

    private static long Count(long start, long stop, long step)
    {
        if (start == stop || (stop < start ? step >= 0 : step <= 0))
        {
            return 0;
        }

        Int128 size = Int128.Abs((Int128)stop - start), width = Int128.Abs(step);
        return (long)Int128.Min((size + width - 1) / width, long.MaxValue);
    }
}
