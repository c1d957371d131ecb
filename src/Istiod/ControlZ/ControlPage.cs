using System.Net;
using System.Text;

namespace Istiod.ControlZ;

/// <summary>Builds one HTML page: frame, list of subjects, content. All text is escaped here.</summary>
internal sealed class ControlPage
{
    private readonly StringBuilder _html = new(4096);

    /// <summary>Begins a page.</summary>
    /// <param name="topics">The list of subjects.</param>
    public ControlPage(string title, IEnumerable<ControlTopic> topics)
    {
        _html.Append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>");
        Escaped(title);
        _html.Append(" - ControlZ</title>\n<link rel=\"stylesheet\" href=\"/css/ctrlz.css\">\n<link rel=\"icon\" href=\"/img/mark.svg\">\n"
            + "<link rel=\"manifest\" href=\"/manifest.json\">\n<script src=\"/js/ctrlz.js\" defer></script>\n</head>\n<body>\n<nav>\n<a href=\"/\">Home</a>\n");
        foreach (ControlTopic topic in topics)
        {
            Link($"/{topic.Prefix}z/", topic.Title);
        }

        _html.Append("</nav>\n<main>\n<h1>");
        Escaped(title);
        _html.Append("</h1>\n");
    }

    /// <summary>A paragraph.</summary>
    public void Paragraph(string text)
    {
        _html.Append("<p>");
        Escaped(text);
        _html.Append("</p>\n");
    }

    /// <summary>Begins a table.</summary>
    public void BeginTable(params ReadOnlySpan<string> headings)
    {
        _html.Append("<table>\n<tr>");
        foreach (string heading in headings)
        {
            _html.Append("<th>");
            Escaped(heading);
            _html.Append("</th>");
        }

        _html.Append("</tr>\n");
    }

    /// <summary>A row of text.</summary>
    public void Row(params ReadOnlySpan<string> cells)
    {
        _html.Append("<tr>");
        foreach (string cell in cells)
        {
            Cell(cell);
        }

        EndRow();
    }

    /// <summary>A cell of a row that <see cref="EndRow"/> ends.</summary>
    public void Cell(string text)
    {
        _html.Append("<td>");
        Escaped(text);
        _html.Append("</td>");
    }

    /// <summary>A cell with a choice that the script sends when it changes.</summary>
    /// <param name="name">The field that is sent.</param>
    /// <param name="owner">The log scope it is of.</param>
    public void ChoiceCell(string owner, string name, ReadOnlySpan<string> choices, string chosen)
    {
        _html.Append("<td><select data-scope=\"");
        Escaped(owner);
        _html.Append("\" name=\"").Append(name).Append("\">");
        foreach (string choice in choices)
        {
            _html.Append(choice == chosen ? "<option selected>" : "<option>");
            Escaped(choice);
            _html.Append("</option>");
        }

        _html.Append("</select></td>");
    }

    /// <summary>Ends a row.</summary>
    public void EndRow() => _html.Append("</tr>\n");

    /// <summary>Ends a table.</summary>
    public void EndTable() => _html.Append("</table>\n");

    /// <summary>A button that the script turns into a request.</summary>
    public void Button(string text, string method, string path)
    {
        _html.Append("<button data-method=\"").Append(method).Append("\" data-path=\"").Append(path).Append("\">");
        Escaped(text);
        _html.Append("</button>\n");
    }

    /// <summary>Ends the page.</summary>
    /// <returns>Its UTF-8 bytes.</returns>
    public byte[] End()
    {
        _html.Append("</main>\n</body>\n</html>\n");
        return Encoding.UTF8.GetBytes(_html.ToString());
    }

    private void Link(string path, string text)
    {
        _html.Append("<a href=\"").Append(path).Append("\">");
        Escaped(text);
        _html.Append("</a>\n");
    }

    private void Escaped(string text) => _html.Append(WebUtility.HtmlEncode(text));
}
