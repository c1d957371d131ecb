using System.Text;

namespace Istiod.Generators.Protobuf.Emitting;

/// <summary>Lines of C# with indentation by braces.</summary>
internal sealed class SourceWriter
{
    private readonly StringBuilder _text = new();
    private int _indent;

    /// <summary>One line.</summary>
    public void Line(string text) => _text.Append(' ', _indent * 4).Append(text).Append('\n');

    /// <summary>A line, then an opening brace.</summary>
    public void Open(string head)
    {
        Line(head);
        Line("{");
        _indent++;
    }

    /// <summary>A closing brace.</summary>
    public void Close()
    {
        _indent--;
        Line("}");
    }

    /// <summary>All text so far.</summary>
    public override string ToString() => _text.ToString();
}
