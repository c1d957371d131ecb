namespace Istiod.GoTemplate.Functions.Sprig;

/// <summary><c>deepCopy</c> and <c>deepEqual</c>.</summary>
internal static class Copying
{
    public static GoValue Copy(RenderContext context, ReadOnlySpan<GoValue> arguments)
    {
        if (arguments[0].IsNil)
        {
            context.Fail("reflect: call of reflect.Value.Type on zero Value");
        }

        return Copy(context, arguments[0], 0);
    }

    public static GoValue AreEqual(RenderContext context, ReadOnlySpan<GoValue> arguments) =>
        GoValue.FromBool(DeepEqual(context, arguments[0], arguments[1], 0));

    /// <summary>Go's <c>reflect.DeepEqual</c>: types count, and a nil list is not an empty one.</summary>
    public static bool DeepEqual(RenderContext context, GoValue left, GoValue right, int depth)
    {
        Enter(context, depth);
        if (!ReferenceEquals(left.Type, right.Type))
        {
            return false;
        }

        switch (left.Kind)
        {
            case GoKind.Nil:
                return true;
            case GoKind.String:
                return string.Equals(left.AsString(), right.AsString(), StringComparison.Ordinal);
            case GoKind.Float32 or GoKind.Float64:
                return left.AsDouble == right.AsDouble;
            case GoKind.List:
                return ListsAreEqual(context, left.AsList()!, right.AsList()!, depth); // the kind says so, the types are the same
            case GoKind.Map:
                return MapsAreEqual(context, left.AsMap()!, right.AsMap()!, depth); // the kind says so, the types are the same
            case GoKind.Struct or GoKind.Pointer:
                return ObjectsAreEqual(context, left, right, depth);
            case GoKind.Complex128:
                return left.AsReference() is GoComplex a && right.AsReference() is GoComplex b && a.Real == b.Real && a.Imaginary == b.Imaginary;
            default:
                return left.AsInt64 == right.AsInt64;
        }
    }

    private static bool ListsAreEqual(RenderContext context, GoList left, GoList right, int depth)
    {
        if (left.Count != right.Count || left.IsNil != right.IsNil)
        {
            return false;
        }

        for (int i = 0; i < left.Count; i++)
        {
            if (!DeepEqual(context, left[i], right[i], depth + 1))
            {
                return false;
            }
        }

        return true;
    }

    private static bool MapsAreEqual(RenderContext context, GoMap left, GoMap right, int depth)
    {
        if (left.Count != right.Count || left.IsNil != right.IsNil)
        {
            return false;
        }

        if (ReferenceEquals(left, right))
        {
            return true;
        }

        foreach (string key in left.SortedKeys)
        {
            _ = left.TryGetValue(key, out GoValue a);
            if (!right.TryGetValue(key, out GoValue b) || !DeepEqual(context, a, b, depth + 1))
            {
                return false;
            }
        }

        return true;
    }

    private static bool ObjectsAreEqual(RenderContext context, GoValue left, GoValue right, int depth)
    {
        if (ReferenceEquals(left.AsReference(), right.AsReference()))
        {
            return true;
        }

        if (left.AsPointer() is { } a && right.AsPointer() is { } b)
        {
            return a.IsNil || b.IsNil ? a.IsNil && b.IsNil : DeepEqual(context, a.Target, b.Target, depth + 1);
        }

        if (left.AsObject() is not { } x || right.AsObject() is not { } y || x.FieldCount == 0)
        {
            return false;
        }

        for (int i = 0; i < x.FieldCount; i++)
        {
            if (!DeepEqual(context, x.Field(i), y.Field(i), depth + 1))
            {
                return false;
            }
        }

        return true;
    }

    private static GoValue Copy(RenderContext context, GoValue value, int depth)
    {
        Enter(context, depth);
        if (value.AsMap() is { IsNil: false } map)
        {
            GoDictionary copy = Dicts.New(context, map.Count, map.Type);
            foreach (string key in map.SortedKeys)
            {
                _ = map.TryGetValue(key, out GoValue item);
                copy.Set(key, Copy(context, item, depth + 1));
            }

            return GoValue.From(copy);
        }

        if (value.AsList() is not { IsNil: false } list)
        {
            return value;
        }

        GoValue[] items = context.NewItems(list.Count);
        for (int i = 0; i < items.Length; i++)
        {
            items[i] = Copy(context, list[i], depth + 1);
        }

        return GoValue.From(new GoSlice(list.Type, items));
    }

    private static void Enter(RenderContext context, int depth)
    {
        context.Step();
        if (depth > context.Limits.ValueDepth)
        {
            throw new LimitException("value nested too deeply");
        }

        RenderContext.EnsureStack();
    }
}
