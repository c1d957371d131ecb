using System.Diagnostics.CodeAnalysis;
using Istiod.GoTemplate.Formatting;
using Istiod.GoTemplate.Parsing;

namespace Istiod.GoTemplate.Execution;

/// <summary>Runs the statements of a template. For one render at a time.</summary>
/// <remarks>Source: Go, package text/template, exec.go.</remarks>
internal sealed class Executor
{
    private readonly CompiledTemplates _templates;
    private readonly Evaluator _evaluator;
    private readonly Printer _printer;
    private CompiledTemplate _current;
    private int _depth;

    public Executor(CompiledTemplates templates)
    {
        _templates = templates;
        _current = templates.Main;
        Context = new RenderContext(RenderLimits.Default);
        Output = new TextBuilder(0, "output too long", 4096);
        _evaluator = new Evaluator(this);
        _printer = new Printer(Output, Context);
    }

    private enum Flow
    {
        Next,
        Break,
        Continue,
    }

    public RenderContext Context { get; }

    public TextBuilder Output { get; }

    /// <summary>The node being evaluated, for errors.</summary>
    public Node? Node { get; set; }

    /// <summary>Renders into <see cref="Output"/>.</summary>
    public TemplateError? Run(GoValue data, RenderLimits limits)
    {
        Context.Reset(limits);
        Output.MaxLength = limits.OutputLength;
        _current = _templates.Main;
        _depth = 0;
        Node = null;
        var dot = new Operand(data, false);
        try
        {
            _evaluator.Enter(_current, dot);
            Walk(_current.Root, dot);
            return null;
        }
        catch (ExecutionException exception)
        {
            return new TemplateError(exception.Message, IsParse: false, IsLimit: false);
        }
        catch (LimitException exception)
        {
            return new TemplateError(Describe(exception.Message), IsParse: false, IsLimit: true);
        }
    }

    /// <summary>Drops what the render referred to.</summary>
    public void Clear()
    {
        Output.Length = 0;
        Node = null;
        _evaluator.Clear();
    }

    /// <summary>Ends the render with an error at the current node.</summary>
    [DoesNotReturn]
    public void Fail(string message) => throw new ExecutionException(Describe(message));

    private string Describe(string message) => Node is null
        ? $"template: {_current.Name}: {message}"
        : $"template: {_templates.Locate(Node)}: executing {GoQuote.Quote(_current.Name)} at <{Node}>: {message}";

    private Flow Walk(ListNode list, in Operand dot)
    {
        Node = list;
        foreach (Node node in list.Items)
        {
            Flow flow = Walk(node, dot);
            if (flow != Flow.Next)
            {
                return flow;
            }
        }

        return Flow.Next;
    }

    private Flow Walk(Node node, in Operand dot)
    {
        Node = node;
        Context.Step();
        switch (node.Kind)
        {
            case NodeKind.Text:
                Output.Append(((TextNode)node).Text);
                return Flow.Next;
            case NodeKind.Action:
                PipeNode pipe = ((ActionNode)node).Pipe;
                Operand value = _evaluator.Pipeline(pipe, dot);
                if (pipe.Variables.Count == 0)
                {
                    Node = node;
                    Print(value.Value);
                }

                return Flow.Next;
            case NodeKind.If or NodeKind.With:
                return IfOrWith((BranchNode)node, dot);
            case NodeKind.Range:
                return Range((BranchNode)node, dot);
            case NodeKind.Template:
                Call((TemplateNode)node, dot);
                return Flow.Next;
            case NodeKind.Break:
                return Flow.Break;
            default:
                return Flow.Continue;
        }
    }

    private Flow IfOrWith(BranchNode node, in Operand dot)
    {
        RenderContext.EnsureStack();
        Operand value = _evaluator.Pipeline(node.Pipe, dot);
        if (Truth.IsTrue(value.Value))
        {
            return node.Kind == NodeKind.With ? Walk(node.Body, value) : Walk(node.Body, dot);
        }

        return node.Else is null ? Flow.Next : Walk(node.Else, dot);
    }

    private Flow Range(BranchNode node, in Operand dot)
    {
        RenderContext.EnsureStack();
        GoValue value = Pointers.Follow(_evaluator.Pipeline(node.Pipe, dot).Value);
        bool any = false;
        switch (value.Kind)
        {
            case GoKind.List:
                any = RangeList(node, value.AsList()!); // the kind says there is one
                break;
            case GoKind.Map:
                any = RangeMap(node, value.AsMap()!); // the kind says there is one
                break;
            case GoKind.Int or GoKind.Int8 or GoKind.Int16 or GoKind.Int32 or GoKind.Int64
                or GoKind.Uint or GoKind.Uint8 or GoKind.Uint16 or GoKind.Uint32 or GoKind.Uint64:
                any = RangeInteger(node, value);
                break;
            case GoKind.Nil:
                break;
            default:
                Fail("range can't iterate over " + GoFormat.Sprint(value));
                break;
        }

        return any || node.Else is null ? Flow.Next : Walk(node.Else, dot);
    }

    private bool RangeList(BranchNode node, GoList list)
    {
        bool isInterface = list.Type.Element?.Kind == GoKind.Interface;
        int count = list.Count;
        for (int i = 0; i < count; i++)
        {
            GoValue item = list[i];
            if (!Iterate(node, GoValue.FromInt(i), new Operand(item, isInterface || item.IsNil)))
            {
                break;
            }
        }

        return count > 0;
    }

    private bool RangeMap(BranchNode node, GoMap map)
    {
        bool isInterface = map.Type.Element?.Kind == GoKind.Interface;
        ReadOnlySpan<string> keys = map.SortedKeys;

        // The body may change the map; what is walked is its state now.
        GoValue[]? values = null;
        if (!map.IsReadOnly)
        {
            values = Context.NewItems(keys.Length);
            for (int i = 0; i < values.Length; i++)
            {
                _ = map.TryGetValue(keys[i], out values[i]);
            }
        }

        for (int i = 0; i < keys.Length; i++)
        {
            GoValue item;
            if (values is null)
            {
                _ = map.TryGetValue(keys[i], out item);
            }
            else
            {
                item = values[i];
            }

            if (!Iterate(node, GoValue.FromString(keys[i]), new Operand(item, isInterface || item.IsNil)))
            {
                break;
            }
        }

        return keys.Length > 0;
    }

    private bool RangeInteger(BranchNode node, GoValue value)
    {
        if (node.Pipe.Variables.Count > 1)
        {
            Fail($"can't use {GoFormat.Sprint(value)} to iterate over more than one variable");
        }

        bool isUnsigned = value.Kind >= GoKind.Uint;
        ulong count = isUnsigned ? value.AsUInt64 : (ulong)Math.Max(0, value.AsInt64);
        GoType type = value.Type!; // a number has a type
        for (ulong i = 0; i < count; i++)
        {
            var item = GoValue.FromInteger(type, (long)i);
            if (!Iterate(node, item, new Operand(item, false)))
            {
                break;
            }
        }

        return count > 0;
    }

    // One round; false ends the loop.
    private bool Iterate(BranchNode node, GoValue index, in Operand item)
    {
        Context.Step();
        List<VariableNode> variables = node.Pipe.Variables;
        if (variables.Count == 1)
        {
            _evaluator.SetVariable(variables[0], item);
        }
        else if (variables.Count == 2)
        {
            _evaluator.SetVariable(variables[0], new Operand(index, false));
            _evaluator.SetVariable(variables[1], item);
        }

        return Walk(node.Body, item) != Flow.Break;
    }

    private void Call(TemplateNode node, in Operand dot)
    {
        if (node.Target is null)
        {
            Fail($"template {GoQuote.Quote(node.Name)} not defined");
        }

        if (_depth == Context.Limits.TemplateDepth)
        {
            throw new LimitException($"exceeded maximum template depth ({Context.Limits.TemplateDepth})");
        }

        RenderContext.EnsureStack();
        Operand argument = node.Pipe is null ? default : _evaluator.Pipeline(node.Pipe, dot);
        CompiledTemplate caller = _current;
        int frame = _evaluator.Enter(node.Target, argument);
        _current = node.Target;
        _depth++;
        Walk(node.Target.Root, argument);
        _depth--;
        _current = caller;
        _evaluator.Leave(frame);
    }

    private void Print(GoValue value)
    {
        switch (value.Kind)
        {
            case GoKind.Nil:
                Output.Append("<no value>");
                break;
            case GoKind.String when value.AsString() is { } text && ReferenceEquals(value.Type, GoType.String):
                Output.Append(text);
                break;
            case GoKind.Int or GoKind.Int64:
                Output.Append(value.AsInt64);
                break;
            default:
                _printer.Print([Pointers.FollowForPrint(value)]);
                break;
        }
    }
}
