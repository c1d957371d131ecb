namespace Istiod.GoTemplate.Functions.Sprig;

/// <summary><c>merge</c> and <c>mergeOverwrite</c>: change the first map. Source: mergo v1.0.1 as sprig uses it.</summary>
internal static class Merging
{
    public static GoValue Merge(RenderContext context, ReadOnlySpan<GoValue> arguments) => Merge(context, arguments, overwrite: false);

    public static GoValue MergeOverwrite(RenderContext context, ReadOnlySpan<GoValue> arguments) => Merge(context, arguments, overwrite: true);

    private static GoValue Merge(RenderContext context, ReadOnlySpan<GoValue> arguments, bool overwrite)
    {
        GoMap target = arguments[0].AsMap()!; // the parameter's type
        foreach (GoValue argument in arguments[1..])
        {
            GoMap source = argument.AsMap()!; // the parameter's type
            if (target.IsNil && !source.IsNil)
            {
                target = Dicts.New(context, source.Count);
            }

            Merge(context, target, source, overwrite, 0);
        }

        return GoValue.From(target);
    }

    private static void Merge(RenderContext context, GoMap target, GoMap source, bool overwrite, int depth)
    {
        if (depth > context.Limits.ValueDepth)
        {
            throw new LimitException("value nested too deeply");
        }

        foreach (string key in source.SortedKeys)
        {
            context.Step();
            _ = source.TryGetValue(key, out GoValue value);
            bool isThere = target.TryGetValue(key, out GoValue old);
            bool isEmpty = !isThere || Flow.IsEmpty(old);
            if (value.IsNil)
            {
                if (overwrite)
                {
                    Dicts.Change(context, target, key, value);
                }

                continue;
            }

            if (value.AsMap() is { } map && old.AsMap() is { IsNil: false } inner)
            {
                Merge(context, inner, map, overwrite, depth + 1);
                isEmpty = inner.Count == 0;
            }

            // Where something is, only overwriting replaces it, and a map never replaces it.
            bool replaces = value.Kind is not (GoKind.Map or GoKind.Pointer);
            if (isEmpty || (overwrite && replaces))
            {
                Dicts.Change(context, target, key, value);
            }
        }
    }
}
