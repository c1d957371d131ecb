using System.Collections.Frozen;

namespace Istiod.GoTemplate;

/// <summary>The functions a template may call, by name. Immutable, for any thread.</summary>
public sealed class FunctionTable
{
    private readonly FrozenDictionary<string, GoFunction> _functions;

    private FunctionTable(FrozenDictionary<string, GoFunction> functions) => _functions = functions;

    /// <summary>Go's own functions: <c>printf</c>, <c>index</c>, <c>eq</c> and so on.</summary>
    public static FunctionTable Builtins { get; } = new(Functions.BuiltinCatalog.Create().ToFrozenDictionary(StringComparer.Ordinal));

    /// <summary>Go's own functions and, over them, sprig's pure ones.</summary>
    /// <remarks>
    /// Not there, so a template that names them does not parse: environment, network, random, keys and passwords, dates and
    /// whatever reads the clock.
    /// </remarks>
    public static FunctionTable Sprig { get; } = Builtins.With(Functions.SprigCatalog.Create());

    /// <summary>Number of functions.</summary>
    public int Count => _functions.Count;

    /// <summary>Names of the functions, in no order.</summary>
    public IReadOnlyCollection<string> Names => _functions.Keys;

    /// <summary>A table with functions put over those of this one.</summary>
    public FunctionTable With(params ReadOnlySpan<GoFunction> functions)
    {
        var merged = new Dictionary<string, GoFunction>(_functions, StringComparer.Ordinal);
        foreach (GoFunction function in functions)
        {
            merged[function.Name] = function;
        }

        return new FunctionTable(merged.ToFrozenDictionary(StringComparer.Ordinal));
    }

    /// <summary>The function of a name, or null.</summary>
    public GoFunction? Find(string name) => _functions.GetValueOrDefault(name);
}
