using Istiod.GoTemplate;

namespace Istiod.Webhooks.Injection.Templates;

/// <summary>Takes nils out of free-form maps and lists.</summary>
/// <remarks>istiod: pkg/kube/inject/template.go:omitNil. A map or list from which something went and that is then empty is nil itself.</remarks>
internal static class NilFunctions
{
    /// <summary>The value without nils; the same value if there are none.</summary>
    public static GoValue Omit(RenderContext context, GoValue value) => TryOmit(context, value, out GoValue result) ? result : value;

    /// <summary>False if nothing changes.</summary>
    private static bool TryOmit(RenderContext context, GoValue value, out GoValue result)
    {
        result = value;
        context.Step();
        if (value.IsNil)
        {
            return true;
        }

        return ReferenceEquals(value.Type, GoType.AnyMap) ? TryMap(context, value.AsMap(), out result)
            : ReferenceEquals(value.Type, GoType.AnyList) && TryList(context, value.AsList(), out result);
    }

    private static bool TryMap(RenderContext context, GoMap? map, out GoValue result)
    {
        GoDictionary kept = new();
        bool hasChanged = false;
        foreach (string key in map is null ? [] : map.SortedKeys)
        {
            _ = map!.TryGetValue(key, out GoValue value); // there are keys, so there is a map
            hasChanged |= TryOmit(context, value, out GoValue without);
            if (!without.IsNil)
            {
                context.Charge(64);
                kept.Set(key, without);
            }
        }

        result = !hasChanged ? GoValue.From(map) : kept.Count == 0 ? GoValue.Nil : GoValue.From(kept);
        return hasChanged;
    }

    private static bool TryList(RenderContext context, GoList? list, out GoValue result)
    {
        List<GoValue> kept = [];
        bool hasChanged = false;
        for (int i = 0; i < (list?.Count ?? 0); i++)
        {
            hasChanged |= TryOmit(context, list![i], out GoValue without); // the loop ends at once without
            if (!without.IsNil)
            {
                context.Charge(16);
                kept.Add(without);
            }
        }

        result = !hasChanged ? GoValue.From(list) : kept.Count == 0 ? GoValue.Nil : GoValue.From(new GoSlice(GoType.AnyList, [.. kept]));
        return hasChanged;
    }
}
