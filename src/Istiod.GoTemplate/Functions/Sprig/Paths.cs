namespace Istiod.GoTemplate.Functions.Sprig;

/// <summary>Slash-separated paths. Source: Go, package path.</summary>
internal static class Paths
{
    public static GoValue Base(RenderContext context, ReadOnlySpan<GoValue> arguments)
    {
        string path = Text(arguments);
        if (path.Length == 0)
        {
            return GoValue.FromString(".");
        }

        string trimmed = path.TrimEnd('/');
        return trimmed.Length == 0 ? GoValue.FromString("/") : context.String(trimmed[(trimmed.LastIndexOf('/') + 1)..]);
    }

    public static GoValue Directory(RenderContext context, ReadOnlySpan<GoValue> arguments)
    {
        string path = Text(arguments);
        return context.String(Cleaned(path[..(path.LastIndexOf('/') + 1)]));
    }

    public static GoValue Extension(RenderContext context, ReadOnlySpan<GoValue> arguments)
    {
        string path = Text(arguments);
        int dot = path.LastIndexOf('.');
        return context.String(dot > path.LastIndexOf('/') ? path[dot..] : "");
    }

    public static GoValue IsAbsolute(RenderContext context, ReadOnlySpan<GoValue> arguments) => GoValue.FromBool(Text(arguments).StartsWith('/'));

    public static GoValue Clean(RenderContext context, ReadOnlySpan<GoValue> arguments) => context.String(Cleaned(Text(arguments)));

    private static string Text(ReadOnlySpan<GoValue> arguments) => arguments[0].AsString() ?? "";

    private static string Cleaned(string path)
    {
        bool isRooted = path.StartsWith('/');
        var parts = new List<string>();
        foreach (string part in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (part == "..")
            {
                if (parts.Count > 0 && parts[^1] != "..")
                {
                    parts.RemoveAt(parts.Count - 1);
                }
                else if (!isRooted)
                {
                    parts.Add(part);
                }
            }
            else if (part != ".")
            {
                parts.Add(part);
            }
        }

        string joined = string.Join('/', parts);
        return isRooted ? "/" + joined : joined.Length == 0 ? "." : joined;
    }
}
