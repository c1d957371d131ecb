using System.Text;

namespace Istiod.GoTemplate.Parsing;

/// <summary>A part of a parsed template. Immutable once parsed.</summary>
internal abstract class Node(NodeKind kind, int position)
{
    public NodeKind Kind { get; } = kind;

    /// <summary>Where it starts in the text, in UTF-16 units.</summary>
    public int Position { get; } = position;

    /// <summary>Writes it as Go shows it in errors.</summary>
    public abstract void Write(StringBuilder output);

    public sealed override string ToString()
    {
        var output = new StringBuilder();
        Write(output);
        return output.ToString();
    }
}
