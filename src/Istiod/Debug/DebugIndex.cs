using System.Net;
using System.Text;
using System.Text.Json;
using Istiod.Diagnostics;

namespace Istiod.Debug;

/// <summary>The pages about debug pages: <c>/debug</c> for people and <c>/debug/list</c> for istioctl.</summary>
/// <remarks>istiod: pilot/pkg/xds/debug.go:Debug, list.</remarks>
internal static class DebugIndex
{
    private const string Head = """
        <html>
        <head>
        <title>Pilot Debug Console</title>
        <style>
        body { font-family: sans-serif; }
        #endpoints { border-collapse: collapse; }
        #endpoints td, #endpoints th { border: 1px solid #ccc; padding: 6px; text-align: left; }
        </style>
        </head>
        <body>
        <p>Add <b>pretty</b> to the query (<b>/debug/configz?pretty</b>) for indented output.</p>
        <table id="endpoints">
        <tr><th>Endpoint</th><th>Description</th></tr>

        """;

    /// <summary>HTML with a link and a line of help for each page and form of it.</summary>
    public static string Html(IEnumerable<IDebugEndpoint> endpoints)
    {
        SortedDictionary<string, string> rows = new(StringComparer.Ordinal);
        foreach (IDebugEndpoint endpoint in endpoints)
        {
            rows.Add(endpoint.Path, endpoint.Help);
            foreach ((string query, string help) in endpoint.Variants)
            {
                rows.Add(endpoint.Path + "?" + query, help);
            }
        }

        StringBuilder page = new(Head);
        foreach ((string path, string help) in rows)
        {
            string shown = WebUtility.HtmlEncode(path);
            page.Append("<tr><td><a href='").Append(shown).Append("'>").Append(shown).Append("</a></td><td>")
                .Append(WebUtility.HtmlEncode(help)).Append("</td></tr>\n");
        }

        return page.Append("</table>\n</body>\n</html>\n").ToString();
    }

    /// <summary>The endpoint that lists the others.</summary>
    public static IDebugEndpoint List(IReadOnlyList<IDebugEndpoint> endpoints) => new ListEndpoint(endpoints);

    private sealed class ListEndpoint(IReadOnlyList<IDebugEndpoint> endpoints) : IDebugEndpoint
    {
        public string Path => "/debug/list";

        public string Help => "List all supported debug commands in json";

        public ValueTask WriteAsync(DebugRequest request, DebugWriter writer)
        {
            List<string> names = [];
            foreach (IDebugEndpoint endpoint in endpoints)
            {
                string name = endpoint.Path["/debug/".Length..];
                names.Add(name);
                foreach ((string query, _) in endpoint.Variants)
                {
                    names.Add(name + "?" + query);
                }
            }

            names.Sort(StringComparer.Ordinal);
            Utf8JsonWriter json = writer.Json();
            json.WriteStartArray();
            foreach (string name in names)
            {
                json.WriteStringValue(name);
            }

            json.WriteEndArray();
            return ValueTask.CompletedTask;
        }
    }
}
