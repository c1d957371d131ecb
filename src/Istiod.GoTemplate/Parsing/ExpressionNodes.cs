using System.Text;

namespace Istiod.GoTemplate.Parsing;

/// <summary>Commands, each one's value the last argument of the next, and the variables that take the result.</summary>
internal sealed class PipeNode(int position) : Node(NodeKind.Pipe, position)
{
    public List<VariableNode> Variables { get; } = [];

    public List<CommandNode> Commands { get; } = [];

    public bool IsAssign { get; set; }

    public override void Write(StringBuilder output)
    {
        for (int i = 0; i < Variables.Count; i++)
        {
            output.Append(i > 0 ? ", " : "");
            Variables[i].Write(output);
        }

        if (Variables.Count > 0)
        {
            output.Append(IsAssign ? " = " : " := ");
        }

        for (int i = 0; i < Commands.Count; i++)
        {
            output.Append(i > 0 ? " | " : "");
            Commands[i].Write(output);
        }
    }
}

/// <summary>A function, field or operand with arguments.</summary>
internal sealed class CommandNode(int position) : Node(NodeKind.Command, position)
{
    public List<Node> Arguments { get; } = [];

    public override void Write(StringBuilder output)
    {
        for (int i = 0; i < Arguments.Count; i++)
        {
            output.Append(i > 0 ? " " : "");
            WriteOperand(Arguments[i], output);
        }
    }

    public static void WriteOperand(Node node, StringBuilder output)
    {
        if (node is PipeNode)
        {
            output.Append('(');
            node.Write(output);
            output.Append(')');
        }
        else
        {
            node.Write(output);
        }
    }
}

/// <summary>The name of a function.</summary>
internal sealed class IdentifierNode(int position, string name, GoFunction function) : Node(NodeKind.Identifier, position)
{
    public string Name { get; } = name;

    public GoFunction Function { get; } = function;

    public override void Write(StringBuilder output) => output.Append(Name);
}

/// <summary>A variable, maybe with fields: <c>$x.A.B</c>.</summary>
internal sealed class VariableNode(int position, string name, int slot, string[] fields) : Node(NodeKind.Variable, position)
{
    public string Name { get; } = name;

    /// <summary>Its place in the frame; -1 where it is not declared when this runs.</summary>
    public int Slot { get; } = slot;

    public string[] Fields { get; } = fields;

    public override void Write(StringBuilder output)
    {
        output.Append(Name);
        foreach (string field in Fields)
        {
            output.Append('.').Append(field);
        }
    }
}

/// <summary>Fields of the dot: <c>.A.B</c>.</summary>
internal sealed class FieldNode(int position, string[] fields) : Node(NodeKind.Field, position)
{
    public string[] Fields { get; } = fields;

    public override void Write(StringBuilder output)
    {
        foreach (string field in Fields)
        {
            output.Append('.').Append(field);
        }
    }
}

/// <summary>Fields of another term: <c>(pipeline).A.B</c>.</summary>
internal sealed class ChainNode(int position, Node operand, string[] fields) : Node(NodeKind.Chain, position)
{
    public Node Operand { get; } = operand;

    public string[] Fields { get; } = fields;

    public override void Write(StringBuilder output)
    {
        CommandNode.WriteOperand(Operand, output);
        foreach (string field in Fields)
        {
            output.Append('.').Append(field);
        }
    }
}

/// <summary><c>.</c> or <c>nil</c>.</summary>
internal sealed class WordNode(NodeKind kind, int position) : Node(kind, position)
{
    public override void Write(StringBuilder output) => output.Append(Kind == NodeKind.Dot ? "." : "nil");
}

/// <summary>A truth value, or a string: its text as written and its value.</summary>
internal sealed class ConstantNode(NodeKind kind, int position, string text, GoValue value) : Node(kind, position)
{
    public GoValue Value { get; } = value;

    public override void Write(StringBuilder output) => output.Append(text);
}
