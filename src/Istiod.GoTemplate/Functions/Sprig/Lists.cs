namespace Istiod.GoTemplate.Functions.Sprig;

/// <summary>Lists; each function makes a new one. Source: sprig, list.go.</summary>
internal static class Lists
{
    private const string NilPointer = "runtime error: invalid memory address or nil pointer dereference";

    public static GoValue Make(RenderContext context, ReadOnlySpan<GoValue> arguments)
    {
        GoValue[] items = context.NewItems(arguments.Length);
        arguments.CopyTo(items);
        return AnyList(items);
    }

    public static GoValue Append(RenderContext context, ReadOnlySpan<GoValue> arguments)
    {
        GoList list = List(context, arguments[0], "Cannot push on type ");
        GoValue[] items = context.NewItems(list.Count + 1L);
        Copy(list, items, 0);
        items[^1] = arguments[1];
        return AnyList(items);
    }

    public static GoValue Prepend(RenderContext context, ReadOnlySpan<GoValue> arguments)
    {
        GoList list = List(context, arguments[0], "Cannot prepend on type ");
        GoValue[] items = context.NewItems(list.Count + 1L);
        Copy(list, items, 1);
        items[0] = arguments[1];
        return AnyList(items);
    }

    public static GoValue Concat(RenderContext context, ReadOnlySpan<GoValue> arguments)
    {
        long total = 0;
        foreach (GoValue value in arguments)
        {
            if (!value.IsNil && value.AsList() is null)
            {
                context.Fail($"Cannot concat type {Types.KindName(value)} as list");
            }

            total += List(context, value, "").Count;
        }

        if (total == 0)
        {
            return GoValue.NilOf(GoType.AnyList);
        }

        GoValue[] items = context.NewItems(total);
        int at = 0;
        foreach (GoValue value in arguments)
        {
            GoList list = List(context, value, "");
            Copy(list, items, at);
            at += list.Count;
        }

        return AnyList(items);
    }

    public static GoValue First(RenderContext context, ReadOnlySpan<GoValue> arguments)
    {
        GoList list = List(context, arguments[0], "Cannot find first on type ");
        return list.Count == 0 ? default : list[0];
    }

    public static GoValue Last(RenderContext context, ReadOnlySpan<GoValue> arguments)
    {
        GoList list = List(context, arguments[0], "Cannot find last on type ");
        return list.Count == 0 ? default : list[list.Count - 1];
    }

    public static GoValue Rest(RenderContext context, ReadOnlySpan<GoValue> arguments)
    {
        GoList list = List(context, arguments[0], "Cannot find rest on type ");
        return list.Count == 0 ? GoValue.NilOf(GoType.AnyList) : Part(context, list, 1, list.Count);
    }

    public static GoValue Initial(RenderContext context, ReadOnlySpan<GoValue> arguments)
    {
        GoList list = List(context, arguments[0], "Cannot find initial on type ");
        return list.Count == 0 ? GoValue.NilOf(GoType.AnyList) : Part(context, list, 0, list.Count - 1);
    }

    public static GoValue Reverse(RenderContext context, ReadOnlySpan<GoValue> arguments)
    {
        GoList list = List(context, arguments[0], "Cannot find reverse on type ");
        GoValue[] items = context.NewItems(list.Count);
        Copy(list, items, 0);
        Array.Reverse(items);
        return AnyList(items);
    }

    public static GoValue Compact(RenderContext context, ReadOnlySpan<GoValue> arguments)
    {
        GoList list = List(context, arguments[0], "Cannot compact on type ");
        var kept = new List<GoValue>();
        for (int i = 0; i < list.Count; i++)
        {
            if (!Flow.IsEmpty(list[i]))
            {
                kept.Add(list[i]);
            }
        }

        return context.List(GoType.AnyList, [.. kept]);
    }

    public static GoValue Unique(RenderContext context, ReadOnlySpan<GoValue> arguments)
    {
        GoList list = List(context, arguments[0], "Cannot find uniq on type ");
        var kept = new List<GoValue>();
        for (int i = 0; i < list.Count; i++)
        {
            if (!Contains(context, System.Runtime.InteropServices.CollectionsMarshal.AsSpan(kept), list[i]))
            {
                kept.Add(list[i]);
            }
        }

        return context.List(GoType.AnyList, [.. kept]);
    }

    public static GoValue Without(RenderContext context, ReadOnlySpan<GoValue> arguments)
    {
        GoList list = List(context, arguments[0], "Cannot find without on type ");
        var kept = new List<GoValue>();
        for (int i = 0; i < list.Count; i++)
        {
            if (!Contains(context, arguments[1..], list[i]))
            {
                kept.Add(list[i]);
            }
        }

        return context.List(GoType.AnyList, [.. kept]);
    }

    public static GoValue Has(RenderContext context, ReadOnlySpan<GoValue> arguments)
    {
        if (arguments[1].IsNil)
        {
            return GoValue.FromBool(false);
        }

        GoList list = List(context, arguments[1], "Cannot find has on type ");
        for (int i = 0; i < list.Count; i++)
        {
            if (Copying.DeepEqual(context, arguments[0], list[i], 0))
            {
                return GoValue.FromBool(true);
            }
        }

        return GoValue.FromBool(false);
    }

    public static GoValue Slice(RenderContext context, ReadOnlySpan<GoValue> arguments)
    {
        GoList list = List(context, arguments[0], "list should be type of slice or array but ");
        if (list.Count == 0)
        {
            return default;
        }

        long start = arguments.Length > 1 ? Cast.ToInt64(arguments[1]) : 0;
        long end = arguments.Length > 2 ? Cast.ToInt64(arguments[2]) : list.Count;
        if (start < 0 || end < start || end > list.Count)
        {
            context.Fail("reflect.Value.Slice: slice index out of bounds");
        }

        return Builtins.Part(context, list, (int)start, (int)end);
    }

    public static GoValue Chunk(RenderContext context, ReadOnlySpan<GoValue> arguments)
    {
        long size = arguments[0].AsInt64;
        GoList list = List(context, arguments[1], "Cannot chunk type ");
        if (size <= 0)
        {
            context.Fail("runtime error: makeslice: len out of range");
        }

        int count = (int)((list.Count + size - 1) / size);
        GoValue[] chunks = context.NewItems(count);
        for (int i = 0; i < count; i++)
        {
            int start = (int)(i * size);
            chunks[i] = Part(context, list, start, (int)Math.Min(list.Count, start + size));
        }

        return GoValue.From(new GoSlice(GoType.ListOf(GoType.AnyList), chunks));
    }

    private static GoValue AnyList(GoValue[] items) => GoValue.From(new GoSlice(GoType.AnyList, items));

    private static GoList List(RenderContext context, GoValue value, string complaint)
    {
        if (value.AsList() is { } list)
        {
            return list;
        }

        context.Fail(value.IsNil ? NilPointer : complaint + Types.KindName(value));
        return null;
    }

    private static void Copy(GoList list, GoValue[] items, int at)
    {
        if (list is GoSlice slice)
        {
            slice.Items.CopyTo(items.AsSpan(at));
            return;
        }

        for (int i = 0; i < list.Count; i++)
        {
            items[at + i] = list[i];
        }
    }

    private static GoValue Part(RenderContext context, GoList list, int start, int end)
    {
        GoValue[] items = context.NewItems(end - start);
        for (int i = 0; i < items.Length; i++)
        {
            items[i] = list[start + i];
        }

        return AnyList(items);
    }

    private static bool Contains(RenderContext context, ReadOnlySpan<GoValue> items, GoValue value)
    {
        foreach (GoValue item in items)
        {
            if (Copying.DeepEqual(context, value, item, 0))
            {
                return true;
            }
        }

        return false;
    }
}
