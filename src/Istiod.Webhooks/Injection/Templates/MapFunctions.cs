using Istiod.GoTemplate;

namespace Istiod.Webhooks.Injection.Templates;

/// <summary>Template functions that make maps of strings.</summary>
/// <remarks>istiod: pkg/kube/inject/template.go:omit, strdict, mergeMaps.</remarks>
internal static class MapFunctions
{
    // What an entry takes, about.
    private const int EntryBytes = 64;

    /// <summary>A map without some keys.</summary>
    public static GoValue Omit(RenderContext context, ReadOnlySpan<GoValue> arguments)
    {
        GoDictionary result = new(GoType.StringMap);
        Copy(context, arguments[0].AsMap(), result);
        foreach (GoValue key in arguments[1..])
        {
            result.Remove(InjectionFunctions.Text(key));
        }

        return GoValue.From(result);
    }

    /// <summary>A map of keys and values in turn; a last key without one has the empty value.</summary>
    public static GoValue Dictionary(RenderContext context, ReadOnlySpan<GoValue> arguments)
    {
        GoDictionary result = new(GoType.StringMap);
        for (int i = 0; i < arguments.Length; i += 2)
        {
            context.Charge(EntryBytes);
            result.Set(InjectionFunctions.Text(arguments[i]), i + 1 < arguments.Length ? arguments[i + 1] : GoValue.FromString(""));
        }

        return GoValue.From(result);
    }

    /// <summary>One map of several; later ones win. Of none, the nil map.</summary>
    public static GoValue Merge(RenderContext context, ReadOnlySpan<GoValue> arguments)
    {
        if (arguments.IsEmpty)
        {
            return GoValue.NilOf(GoType.StringMap);
        }

        GoDictionary result = new(GoType.StringMap);
        foreach (GoValue map in arguments)
        {
            Copy(context, map.AsMap(), result);
        }

        return GoValue.From(result);
    }

    private static void Copy(RenderContext context, GoMap? from, GoDictionary to)
    {
        if (from is null)
        {
            return;
        }

        foreach (string key in from.SortedKeys)
        {
            context.Charge(EntryBytes);
            _ = from.TryGetValue(key, out GoValue value);
            to.Set(key, value);
        }
    }
}
