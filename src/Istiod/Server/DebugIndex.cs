using System.Net;
using System.Text;
using System.Text.Json;
using Istiod.Diagnostics;

namespace Istiod.Server;

/// <summary>The pages about debug pages: <c>/debug</c> for people and <c>/debug/list</c> for istioctl.</summary>
internal static class DebugIndex
{
    /// <summary>HTML with a link and a line of help for each endpoint.</summary>
    public static string Html(IEnumerable<IDebugEndpoint> endpoints)
    {
        StringBuilder page = new("<html>\n<head>\n<title>Pilot Debug Console</title>\n</head>\n<body>\n<br/>\n<table id=\"endpoints\">\n"
            + "<tr><th>Endpoint</th><th>Description</th></tr>\n");
        foreach (IDebugEndpoint endpoint in endpoints.OrderBy(e => e.Path, StringComparer.Ordinal))
        {
            foreach (string path in endpoint.Variants.Select(v => "/debug/" + v).Prepend(endpoint.Path))
            {
                string shown = WebUtility.HtmlEncode(path);
                page.Append("<tr>\n<td><a href='").Append(shown).Append("'>").Append(shown).Append("</a></td><td>")
                    .Append(WebUtility.HtmlEncode(endpoint.Help)).Append("</td>\n</tr>\n");
            }
        }

        return page.Append("</table>\n<br/>\n</body>\n</html>\n").ToString();
    }

    /// <summary>The endpoint that lists the others.</summary>
    public static IDebugEndpoint List(IReadOnlyList<IDebugEndpoint> endpoints) => new ListEndpoint(endpoints);

    private sealed class ListEndpoint(IReadOnlyList<IDebugEndpoint> endpoints) : IDebugEndpoint
    {
        public string Path => "/debug/list";

        public string Help => "List all supported debug commands in json";

        public void Write(DebugRequest request, DebugWriter writer)
        {
            List<string> names = [];
            foreach (IDebugEndpoint endpoint in endpoints)
            {
                names.Add(endpoint.Path["/debug/".Length..]);
                names.AddRange(endpoint.Variants);
            }

            names.Sort(StringComparer.Ordinal);
            Utf8JsonWriter json = writer.Json();
            json.WriteStartArray();
            foreach (string name in names)
            {
                json.WriteStringValue(name);
            }

            json.WriteEndArray();
            json.Flush();
        }
    }
}
