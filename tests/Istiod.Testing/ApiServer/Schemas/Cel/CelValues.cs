using System.Text.Json.Nodes;

namespace Istiod.Testing.ApiServer.Schemas.Cel;

/// <summary>
/// Values of expressions: null, bool, long, double, string, <see cref="TimeSpan"/>, <see cref="Uri"/>, <see cref="JsonObject"/> for maps
/// and objects, lists of these.
/// </summary>
internal static class CelValues
{
    /// <summary>A JSON value as an expression sees it.</summary>
    public static object? Of(JsonNode? node) => node switch
    {
        null => null,
        JsonObject map => map,
        JsonArray list => list.Select(Of).ToList(),
        JsonValue value when value.TryGetValue(out string? text) => text,
        JsonValue value when value.TryGetValue(out bool truth) => truth,
        JsonValue value when value.TryGetValue(out long whole) => whole,
        JsonValue value when value.TryGetValue(out double real) => real,
        _ => throw new CelException("a value that no expression knows"),
    };

    /// <summary>A map of texts to plain values.</summary>
    public static JsonObject Map(IEnumerable<(object? Key, object? Value)> members)
    {
        JsonObject map = [];
        foreach ((object? key, object? value) in members)
        {
            map[key as string ?? throw new CelException("only texts are keys")] = value switch
            {
                null => null,
                string text => text,
                bool truth => truth,
                long whole => whole,
                double real => real,
                JsonNode node => node.DeepClone(),
                _ => throw new CelException("a value that no map literal holds"),
            };
        }

        return map;
    }

    public static bool Truth(object? value) => value is bool truth ? truth : throw new CelException("no such overload: a truth value is wanted");

    /// <summary>Logical operators: either side may decide, and then what is wrong with the other does not count.</summary>
    public static object Decide(Func<CelScope, object?> first, Func<CelScope, object?> second, CelScope scope, bool decisive)
    {
        try
        {
            return Truth(first(scope)) == decisive ? decisive : Truth(second(scope));
        }
        catch (CelException)
        {
            return Truth(second(scope)) == decisive ? decisive : throw new CelException("one side cannot be evaluated and the other does not decide");
        }
    }

    public static bool AreEqual(object? left, object? right) => (left, right) switch
    {
        (null, null) => true,
        (null, _) or (_, null) => false,
        (long or double, long or double) => Number(left) == Number(right),
        (string a, string b) => string.Equals(a, b, StringComparison.Ordinal),
        (List<object?> a, List<object?> b) => a.Count == b.Count && a.Zip(b).All(p => AreEqual(p.First, p.Second)),
        (JsonObject a, JsonObject b) => JsonNode.DeepEquals(a, b),
        _ => left.Equals(right),
    };

    public static int Compare(object? left, object? right) => (left, right) switch
    {
        (long a, long b) => a.CompareTo(b),
        (long or double, long or double) => Number(left).CompareTo(Number(right)),
        (string a, string b) => string.CompareOrdinal(a, b),
        (TimeSpan a, TimeSpan b) => a.CompareTo(b),
        (bool a, bool b) => a.CompareTo(b),
        _ => throw new CelException("no such overload: the values cannot be compared"),
    };

    public static bool IsIn(object? value, object? list) => list switch
    {
        List<object?> items => items.Any(i => AreEqual(i, value)),
        JsonObject map => value is string key && map.ContainsKey(key),
        _ => throw new CelException("no such overload: in"),
    };

    public static object Calculate(string op, object? left, object? right) => (op, left, right) switch
    {
        ("+", string a, string b) => a + b,
        ("+", List<object?> a, List<object?> b) => (List<object?>)[.. a, .. b],
        ("+", long a, long b) => checked(a + b),
        ("-", long a, long b) => checked(a - b),
        ("*", long a, long b) => checked(a * b),
        ("/", long a, long b) => b == 0 ? throw new CelException("division by zero") : a / b,
        ("%", long a, long b) => b == 0 ? throw new CelException("modulus by zero") : a % b,
        ("+", double a, double b) => a + b,
        ("-", double a, double b) => a - b,
        ("-", 0L, double b) => -b,
        ("*", double a, double b) => a * b,
        ("/", double a, double b) => a / b,
        _ => throw new CelException($"no such overload: {op}"),
    };

    public static object? Index(object? list, object? index) => (list, index) switch
    {
        (List<object?> items, long at) when at >= 0 && at < items.Count => items[(int)at],
        (List<object?>, long at) => throw new CelException($"index out of bounds: {at}"),
        (JsonObject map, string key) => Field(map, key),
        _ => throw new CelException("no such overload: index"),
    };

    public static object? Field(object? owner, string name) => owner is JsonObject map && map.TryGetPropertyValue(Unescape(name), out JsonNode? value)
        ? Of(value)
        : throw new CelException($"no such key: {name}");

    public static bool HasField(object? owner, string name) =>
        owner is JsonObject map ? map.ContainsKey(Unescape(name)) : throw new CelException("has() of something that is no object");

    /// <summary>Items of a list, keys of a map.</summary>
    public static IEnumerable<object?> Items(object? value) => value switch
    {
        List<object?> items => items,
        JsonObject map => map.Select(m => (object?)m.Key),
        _ => throw new CelException("no such overload: only lists and maps can be walked"),
    };

    private static double Number(object? value) => value is long whole ? whole : (double)value!; // callers have looked

    // Names that are words of CEL are escaped in rules.
    private static string Unescape(string name) =>
        name.StartsWith("__", StringComparison.Ordinal) && name.EndsWith("__", StringComparison.Ordinal) && name.Length > 4
            ? name[2..^2]
            : name;
}
