using System.Text;
using Istiod.GoTemplate.Execution;
using Istiod.GoTemplate.Formatting;

namespace Istiod.GoTemplate.Parsing;

/// <summary>Statements one after the other.</summary>
internal sealed class ListNode(int position) : Node(NodeKind.List, position)
{
    public List<Node> Items { get; } = [];

    /// <summary>Whether it holds nothing but white space.</summary>
    public bool IsEmpty
    {
        get
        {
            foreach (Node item in Items)
            {
                if (item is not TextNode text || !text.Text.AsSpan().Trim().IsEmpty)
                {
                    return false;
                }
            }

            return true;
        }
    }

    public override void Write(StringBuilder output)
    {
        foreach (Node item in Items)
        {
            item.Write(output);
        }
    }
}

/// <summary>Text outside of actions.</summary>
internal sealed class TextNode(int position, string text) : Node(NodeKind.Text, position)
{
    public string Text { get; } = text;

    public override void Write(StringBuilder output) => output.Append(Text);
}

/// <summary>An action whose value is printed, or which declares or assigns a variable.</summary>
internal sealed class ActionNode(int position, PipeNode pipe) : Node(NodeKind.Action, position)
{
    public PipeNode Pipe { get; } = pipe;

    public override void Write(StringBuilder output)
    {
        output.Append("{{");
        Pipe.Write(output);
        output.Append("}}");
    }
}

/// <summary><c>if</c>, <c>with</c> or <c>range</c>.</summary>
internal sealed class BranchNode(NodeKind kind, PipeNode pipe, ListNode body, ListNode? otherwise) : Node(kind, pipe.Position)
{
    public PipeNode Pipe { get; } = pipe;

    public ListNode Body { get; } = body;

    public ListNode? Else { get; } = otherwise;

    public override void Write(StringBuilder output)
    {
        output.Append("{{").Append(Kind switch { NodeKind.If => "if ", NodeKind.With => "with ", _ => "range " });
        Pipe.Write(output);
        output.Append("}}");
        Body.Write(output);
        if (Else is not null)
        {
            output.Append("{{else}}");
            Else.Write(output);
        }

        output.Append("{{end}}");
    }
}

/// <summary><c>{{template "name" pipeline}}</c>; what a <c>block</c> becomes, too.</summary>
internal sealed class TemplateNode(int position, string name, PipeNode? pipe) : Node(NodeKind.Template, position)
{
    public string Name { get; } = name;

    public PipeNode? Pipe { get; } = pipe;

    /// <summary>The template; set when the whole text is parsed. Null: not defined.</summary>
    public CompiledTemplate? Target { get; set; }

    public override void Write(StringBuilder output)
    {
        output.Append("{{template ").Append(GoQuote.Quote(Name));
        if (Pipe is not null)
        {
            output.Append(' ');
            Pipe.Write(output);
        }

        output.Append("}}");
    }
}

/// <summary><c>break</c>, <c>continue</c>, and the <c>end</c> and <c>else</c> that only the parser sees.</summary>
internal sealed class KeywordNode(NodeKind kind, int position) : Node(kind, position)
{
    public override void Write(StringBuilder output) => output.Append(Kind switch
    {
        NodeKind.Break => "{{break}}",
        NodeKind.Continue => "{{continue}}",
        NodeKind.Else => "{{else}}",
        _ => "{{end}}",
    });
}
