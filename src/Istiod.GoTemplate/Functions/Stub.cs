namespace Istiod.GoTemplate.Functions;
internal static class BuiltinCatalog { public static Dictionary<string, GoFunction> Create() => throw new NotSupportedException("not built yet"); }
internal static class SprigCatalog { public static GoFunction[] Create() => throw new NotSupportedException("not built yet"); }
