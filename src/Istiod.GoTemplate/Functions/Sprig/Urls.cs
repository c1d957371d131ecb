using Istiod.GoTemplate.Formatting;

namespace Istiod.GoTemplate.Functions.Sprig;

/// <summary><c>urlParse</c> and <c>urlJoin</c>: URLs as maps of their parts. Source: sprig, url.go.</summary>
internal static class Urls
{
    public static GoValue Parse(RenderContext context, ReadOnlySpan<GoValue> arguments)
    {
        string text = arguments[0].AsString() ?? "";
        context.Charge(text.Length * 16L);
        try
        {
            var url = GoUrl.Parse(text);
            GoDictionary map = Dicts.New(context, 8);
            map.Set("scheme", GoValue.FromString(url.Scheme));
            map.Set("host", GoValue.FromString(url.Host));
            map.Set("hostname", GoValue.FromString(url.Hostname));
            map.Set("path", GoValue.FromString(url.Path));
            map.Set("query", GoValue.FromString(url.Query));
            map.Set("opaque", GoValue.FromString(url.Opaque));
            map.Set("fragment", GoValue.FromString(url.Fragment));
            map.Set("userinfo", GoValue.FromString(url.UserInfo ?? ""));
            return GoValue.From(map);
        }
        catch (FormatException exception)
        {
            context.Fail($"unable to parse url: parse {GoQuote.Quote(text)}: {exception.Message}");
            return default;
        }
    }

    public static GoValue Join(RenderContext context, ReadOnlySpan<GoValue> arguments)
    {
        GoMap map = arguments[0].AsMap()!; // the parameter's type
        var url = new GoUrl
        {
            Scheme = Part(context, map, "scheme"),
            Host = Part(context, map, "host"),
            Path = Part(context, map, "path"),
            Query = Part(context, map, "query"),
            Opaque = Part(context, map, "opaque"),
            Fragment = Part(context, map, "fragment"),
        };
        string user = Part(context, map, "userinfo");
        if (user.Length > 0)
        {
            try
            {
                url = url with { UserInfo = GoUrl.Parse($"proto://{user}@host").UserInfo };
            }
            catch (FormatException exception)
            {
                context.Fail($"unable to parse userinfo in dict: parse {GoQuote.Quote($"proto://{user}@host")}: {exception.Message}");
            }
        }

        return context.String(url.ToString());
    }

    private static string Part(RenderContext context, GoMap map, string name)
    {
        if (!map.TryGetValue(name, out GoValue value))
        {
            return "";
        }

        if (value.AsString() is not { } text)
        {
            context.Fail(value.IsNil
                ? "runtime error: invalid memory address or nil pointer dereference"
                : $"unable to parse {name} key, must be of type string, but {Types.KindName(value)} found");
            return "";
        }

        context.Charge(text.Length * 16L);
        return text;
    }
}
