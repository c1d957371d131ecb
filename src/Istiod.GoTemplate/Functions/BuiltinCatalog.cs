namespace Istiod.GoTemplate.Functions;

/// <summary>Go's own functions.</summary>
internal static class BuiltinCatalog
{
    public static Dictionary<string, GoFunction> Create()
    {
        GoType value = GoType.ReflectValue, any = GoType.Any, text = GoType.String;
        GoFunction[] functions =
        [
            new("and", [value, value], Builtins.Unreachable, isVariadic: true) { Special = GoFunction.Kind.And },
            new("call", [value, value], Builtins.Unreachable, isVariadic: true) { Special = GoFunction.Kind.Call },
            new("eq", [value, value], Comparison.Equal, isVariadic: true),
            new("ge", [value, value], Comparison.GreaterOrEqual),
            new("gt", [value, value], Comparison.Greater),
            new("html", [any], Escaping.Html, isVariadic: true),
            new("index", [value, value], Builtins.Index, isVariadic: true),
            new("js", [any], Escaping.JavaScript, isVariadic: true),
            new("le", [value, value], Comparison.LessOrEqual),
            new("len", [value], Builtins.Length),
            new("lt", [value, value], Comparison.Less),
            new("ne", [value, value], Comparison.NotEqual),
            new("not", [value], Builtins.Not),
            new("or", [value, value], Builtins.Unreachable, isVariadic: true) { Special = GoFunction.Kind.Or },
            new("print", [any], Printing.Print, isVariadic: true),
            new("printf", [text, any], Printing.Format, isVariadic: true),
            new("println", [any], Printing.PrintLine, isVariadic: true),
            new("slice", [value, value], Builtins.Slice, isVariadic: true),
            new("urlquery", [any], Escaping.UrlQuery, isVariadic: true),
        ];
        var table = new Dictionary<string, GoFunction>(functions.Length, StringComparer.Ordinal);
        foreach (GoFunction function in functions)
        {
            table.Add(function.Name, function);
        }

        return table;
    }
}
