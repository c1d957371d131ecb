namespace Istiod.GoTemplate.Functions.Sprig;

/// <summary>Maps; <c>set</c> and <c>unset</c> change the one they are given. Source: sprig, dict.go.</summary>
internal static class Dicts
{
    // With what growing takes.
    private const int EntryBytes = 120;

    public static GoValue Make(RenderContext context, ReadOnlySpan<GoValue> arguments)
    {
        GoDictionary map = New(context, (arguments.Length + 1) / 2);
        for (int i = 0; i < arguments.Length; i += 2)
        {
            map.Set(Printing.Sprint(context, arguments[i]), i + 1 < arguments.Length ? arguments[i + 1] : GoValue.FromString(""));
        }

        return GoValue.From(map);
    }

    public static GoValue Get(RenderContext context, ReadOnlySpan<GoValue> arguments) =>
        Map(arguments[0]).TryGetValue(Key(arguments[1]), out GoValue value) ? value : GoValue.FromString("");

    public static GoValue HasKey(RenderContext context, ReadOnlySpan<GoValue> arguments) =>
        GoValue.FromBool(Map(arguments[0]).TryGetValue(Key(arguments[1]), out _));

    public static GoValue Set(RenderContext context, ReadOnlySpan<GoValue> arguments)
    {
        Change(context, Map(arguments[0]), Key(arguments[1]), arguments[2]);
        return arguments[0];
    }

    public static GoValue Unset(RenderContext context, ReadOnlySpan<GoValue> arguments)
    {
        GoMap map = Map(arguments[0]);
        if (map.TryGetValue(Key(arguments[1]), out _))
        {
            CheckWritable(context, map);
            map.Remove(Key(arguments[1]));
        }

        return arguments[0];
    }

    public static GoValue Pluck(RenderContext context, ReadOnlySpan<GoValue> arguments)
    {
        var found = new List<GoValue>();
        foreach (GoValue map in arguments[1..])
        {
            if (Map(map).TryGetValue(Key(arguments[0]), out GoValue value))
            {
                found.Add(value);
            }
        }

        return context.List(GoType.AnyList, [.. found]);
    }

    // Go's order is random here; ours is that of insertion.
    public static GoValue Keys(RenderContext context, ReadOnlySpan<GoValue> arguments)
    {
        var keys = new List<string>();
        foreach (GoValue map in arguments)
        {
            context.Charge(Map(map).Count * 8L);
            keys.AddRange(Map(map).KeysAsInserted());
        }

        return Texts.StringList(context, keys);
    }

    public static GoValue Values(RenderContext context, ReadOnlySpan<GoValue> arguments)
    {
        GoMap map = Map(arguments[0]);
        string[] keys = map.KeysAsInserted();
        GoValue[] items = context.NewItems(keys.Length);
        for (int i = 0; i < keys.Length; i++)
        {
            _ = map.TryGetValue(keys[i], out items[i]);
        }

        return GoValue.From(new GoSlice(GoType.AnyList, items));
    }

    public static GoValue Pick(RenderContext context, ReadOnlySpan<GoValue> arguments)
    {
        GoMap map = Map(arguments[0]);
        GoDictionary picked = New(context, arguments.Length - 1);
        foreach (GoValue key in arguments[1..])
        {
            if (map.TryGetValue(Key(key), out GoValue value))
            {
                picked.Set(Key(key), value);
            }
        }

        return GoValue.From(picked);
    }

    public static GoValue Omit(RenderContext context, ReadOnlySpan<GoValue> arguments)
    {
        GoMap map = Map(arguments[0]);
        GoDictionary rest = New(context, map.Count);
        foreach (string key in map.KeysAsInserted())
        {
            _ = map.TryGetValue(key, out GoValue value);
            rest.Set(key, value);
        }

        foreach (GoValue key in arguments[1..])
        {
            rest.Remove(Key(key));
        }

        return GoValue.From(rest);
    }

    public static GoValue Dig(RenderContext context, ReadOnlySpan<GoValue> arguments)
    {
        if (arguments.Length < 3)
        {
            context.Fail("dig needs at least three arguments");
        }

        GoValue at = arguments[^1];
        foreach (GoValue key in arguments[..^2])
        {
            if (!ReferenceEquals(key.Type, GoType.String))
            {
                Mismatch(context, key, "string");
            }
        }

        for (int i = 0; i < arguments.Length - 2; i++)
        {
            if (at.AsMap() is not { } map || !ReferenceEquals(map.Type, GoType.AnyMap))
            {
                Mismatch(context, at, GoType.AnyMap.Name);
                return default;
            }

            if (!map.TryGetValue(Key(arguments[i]), out at))
            {
                return arguments[^2];
            }
        }

        return at;
    }

    /// <summary>Sets a key of a map that templates may change.</summary>
    public static void Change(RenderContext context, GoMap map, string key, GoValue value)
    {
        CheckWritable(context, map);
        context.Charge(EntryBytes);
        map.Set(key, value);
    }

    /// <summary>A new map, its memory counted.</summary>
    public static GoDictionary New(RenderContext context, int capacity, GoType? type = null)
    {
        context.Charge(100 + ((long)capacity * EntryBytes));
        context.Step(capacity);
        return new GoDictionary(type, capacity);
    }

    private static void CheckWritable(RenderContext context, GoMap map)
    {
        if (map.IsReadOnly)
        {
            context.Fail(map.IsNil ? "assignment to entry in nil map" : "the map is read-only");
        }
    }

    private static GoMap Map(GoValue value) => value.AsMap()!; // the parameter's type

    private static string Key(GoValue value) => value.AsString() ?? "";

    private static void Mismatch(RenderContext context, GoValue value, string wanted) =>
        context.Fail($"interface conversion: interface {{}} is {value.Type?.Name ?? "nil"}, not {wanted}");
}
