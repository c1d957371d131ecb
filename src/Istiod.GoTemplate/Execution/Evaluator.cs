using Istiod.GoTemplate.Functions;
using Istiod.GoTemplate.Parsing;

namespace Istiod.GoTemplate.Execution;

/// <summary>Evaluates pipelines: fields, methods, functions, variables.</summary>
/// <remarks>Source: Go, package text/template, exec.go. Errors name the node that was looked at last, as there.</remarks>
internal sealed class Evaluator
{
    private readonly Executor _executor;
    private readonly ArgumentChecker _checker;
    private Operand[] _variables = new Operand[64];
    private bool[] _isSet = new bool[64];
    private int _frame;
    private int _frameEnd;
    private GoValue[] _arguments = new GoValue[64];
    private int _argumentCount;

    public Evaluator(Executor executor)
    {
        _executor = executor;
        _checker = new ArgumentChecker(executor, this);
    }

    /// <summary>Starts a frame of variables for a template.</summary>
    /// <returns>The caller's frame, for <see cref="Leave"/>.</returns>
    public int Enter(CompiledTemplate template, in Operand dot)
    {
        int caller = _frame;
        _frame = _frameEnd;
        _frameEnd += template.FrameSize;
        if (_frameEnd > _variables.Length)
        {
            Array.Resize(ref _variables, Math.Max(_frameEnd, _variables.Length * 2));
            Array.Resize(ref _isSet, _variables.Length);
        }

        Array.Clear(_isSet, _frame, template.FrameSize);
        _variables[_frame] = dot;
        _isSet[_frame] = true;
        return caller;
    }

    /// <summary>Ends the frame.</summary>
    public void Leave(int caller)
    {
        _frameEnd = _frame;
        _frame = caller;
    }

    /// <summary>Drops references to the data.</summary>
    public void Clear()
    {
        Array.Clear(_variables);
        Array.Clear(_arguments);
        _frame = _frameEnd = _argumentCount = 0;
    }

    /// <summary>Gives a variable its value.</summary>
    public void SetVariable(VariableNode variable, in Operand value)
    {
        if (variable.Slot < 0)
        {
            _executor.Fail("undefined variable: " + variable.Name);
        }

        _variables[_frame + variable.Slot] = value;
        _isSet[_frame + variable.Slot] = true;
    }

    /// <summary>The value of a pipeline, without an interface around it; declared variables get it.</summary>
    public Operand Pipeline(PipeNode pipe, in Operand dot)
    {
        _executor.Node = pipe;
        Operand value = Command(pipe.Commands[0], dot, null).Concrete;
        for (int i = 1; i < pipe.Commands.Count; i++)
        {
            value = Command(pipe.Commands[i], dot, value).Concrete;
        }

        foreach (VariableNode variable in pipe.Variables)
        {
            SetVariable(variable, value);
        }

        return value;
    }

    private Operand Command(CommandNode command, in Operand dot, Operand? final)
    {
        Node first = command.Arguments[0];
        switch (first.Kind)
        {
            case NodeKind.Field:
                return Field((FieldNode)first, dot, command.Arguments, final);
            case NodeKind.Chain:
                return Chain((ChainNode)first, dot, command.Arguments, final);
            case NodeKind.Identifier:
                return Function((IdentifierNode)first, command, dot, command.Arguments, final);
            case NodeKind.Pipe:
                CheckNoArguments(command, final);
                RenderContext.EnsureStack();
                return Pipeline((PipeNode)first, dot);
            case NodeKind.Variable:
                var variable = (VariableNode)first;
                _executor.Node = first;
                if (variable.Fields.Length == 0)
                {
                    Operand value = Variable(variable);
                    CheckNoArguments(command, final);
                    return value;
                }

                return Variable(variable, dot, command.Arguments, final);
        }

        _executor.Node = first;
        CheckNoArguments(command, final);
        switch (first.Kind)
        {
            case NodeKind.Dot:
                return dot;
            case NodeKind.Nil:
                _executor.Fail("nil is not a command");
                return default;
            case NodeKind.Number:
                return new Operand(_checker.Ideal((NumberNode)first), false);
            default:
                return new Operand(((ConstantNode)first).Value, false);
        }
    }

    private void CheckNoArguments(CommandNode command, Operand? final)
    {
        if (command.Arguments.Count > 1 || final is not null)
        {
            _executor.Fail("can't give argument to non-function " + command.Arguments[0]);
        }
    }

    /// <summary>A field of the dot, called with arguments if it is a method.</summary>
    /// <param name="arguments">The command's words, itself the first; null where it is an argument.</param>
    public Operand Field(FieldNode node, in Operand dot, List<Node>? arguments, Operand? final)
    {
        _executor.Node = node;
        return Fields(dot, dot, node, node.Fields, arguments, final);
    }

    /// <summary>A field of another term.</summary>
    public Operand Chain(ChainNode node, in Operand dot, List<Node>? arguments, Operand? final)
    {
        _executor.Node = node;
        Operand receiver;
        if (node.Operand is PipeNode pipe)
        {
            _executor.Node = pipe;
            RenderContext.EnsureStack();
            receiver = Pipeline(pipe, dot);
        }
        else
        {
            var identifier = (IdentifierNode)node.Operand;
            receiver = Function(identifier, identifier, dot, null, null);
        }

        return Fields(dot, receiver, node, node.Fields, arguments, final);
    }

    /// <summary>A variable, or a field of it.</summary>
    public Operand Variable(VariableNode node, in Operand dot, List<Node>? arguments, Operand? final)
    {
        _executor.Node = node;
        Operand value = Variable(node);
        return node.Fields.Length == 0 ? value : Fields(dot, value, node, node.Fields, arguments, final);
    }

    private Operand Variable(VariableNode node)
    {
        if (node.Slot < 0 || !_isSet[_frame + node.Slot])
        {
            _executor.Fail("undefined variable: " + node.Name);
        }

        return _variables[_frame + node.Slot];
    }

    private Operand Fields(in Operand dot, Operand receiver, Node node, string[] names, List<Node>? arguments, Operand? final)
    {
        for (int i = 0; i < names.Length - 1; i++)
        {
            receiver = FieldOf(dot, receiver, node, names[i], null, null);
        }

        return FieldOf(dot, receiver, node, names[^1], arguments, final);
    }

    private Operand FieldOf(in Operand dot, in Operand receiver, Node node, string name, List<Node>? arguments, Operand? final)
    {
        if (!receiver.IsValid)
        {
            return default;
        }

        bool hasArguments = arguments is { Count: > 1 } || final is not null;
        GoValue value = Pointers.Follow(receiver.Value);
        if (value.AsMap() is { } map)
        {
            if (map.Type.FindMethod(name) is { } mapMethod)
            {
                return Call(mapMethod, value, node, name, dot, arguments, final);
            }

            if (hasArguments)
            {
                _executor.Fail(name + " is not a method but has arguments");
            }

            return map.TryGetValue(name, out GoValue item) ? new Operand(item, item.IsNil || map.Type.Element?.Kind == GoKind.Interface) : default;
        }

        if (value.IsNil)
        {
            _executor.Fail($"nil pointer evaluating {receiver.TypeName}.{name}");
        }

        GoType type = value.Type!; // nil is dealt with above
        if (type.FindMethod(name) is { } method)
        {
            return Call(method, value, node, name, dot, arguments, final);
        }

        if (value.AsObject() is { } owner && owner.TryGetField(name, out GoValue field))
        {
            if (hasArguments)
            {
                _executor.Fail(name + " has arguments but cannot be invoked as function");
            }

            return new Operand(field, field.IsNil || owner.IsInterfaceField(name));
        }

        if (value.AsPointer() is { IsNil: true } && (type.Element?.Kind != GoKind.Struct || type.HasField(name)))
        {
            _executor.Fail($"nil pointer evaluating {receiver.TypeName}.{name}");
        }

        _executor.Fail($"can't evaluate field {name} in type {receiver.TypeName}");
        return default;
    }

    /// <summary>Calls a function by name.</summary>
    /// <param name="node">What the error of a failed call shows.</param>
    public Operand Function(IdentifierNode identifier, Node node, in Operand dot, List<Node>? arguments, Operand? final)
    {
        _executor.Node = identifier;
        return Call(identifier.Function, null, node, identifier.Name, dot, arguments, final);
    }

    private Operand Call(GoFunction function, GoValue? receiver, Node node, string name, in Operand dot, List<Node>? arguments, Operand? final)
    {
        int written = Math.Max(0, (arguments?.Count ?? 0) - 1);
        int given = written + (final is null ? 0 : 1);
        int fixedCount = function.FixedCount;
        if (function.IsVariadic)
        {
            if (given < fixedCount)
            {
                _executor.Fail($"wrong number of args for {name}: want at least {fixedCount} got {written}");
            }
        }
        else if (given != fixedCount)
        {
            _executor.Fail($"wrong number of args for {name}: want {fixedCount} got {given}");
        }

        if (function.Special is GoFunction.Kind.And or GoFunction.Kind.Or)
        {
            return AndOr(function.Special == GoFunction.Kind.Or, dot, arguments, final);
        }

        GoType[] parameters = function.Parameters;
        int start = _argumentCount;
        if (receiver is { } self)
        {
            Push(self);
        }

        for (int i = 1; i <= written; i++)
        {
            GoType type = parameters[Math.Min(i - 1, parameters.Length - 1)];
            Push(_checker.Evaluate(arguments![i], type, dot)); // written counts them
        }

        if (final is { } last)
        {
            Push(_checker.Check(last, parameters[Math.Min(written, parameters.Length - 1)]));
        }

        _executor.Context.Step();
        GoValue result;
        try
        {
            if (function.Special == GoFunction.Kind.Call)
            {
                Builtins.FailCall(written == 0 ? null : arguments![1].ToString(), _arguments[start]); // written counts them
            }

            result = function.Body(_executor.Context, _arguments.AsSpan(start, _argumentCount - start));
        }
        catch (GoFunctionException exception)
        {
            _executor.Node = node;
            _executor.Fail($"error calling {name}: {exception.Message}");
            throw;
        }

        _argumentCount = start;
        return new Operand(result, false);
    }

    // They stop at the first argument that decides; what follows is not evaluated.
    private Operand AndOr(bool isOr, in Operand dot, List<Node>? arguments, Operand? final)
    {
        GoValue value = default;
        for (int i = 1; i < (arguments?.Count ?? 0); i++)
        {
            value = _checker.Evaluate(arguments![i], GoType.ReflectValue, dot); // counted in the condition
            if (Truth.IsTrue(value) == isOr)
            {
                return new Operand(value, value.IsNilInterface);
            }
        }

        if (final is { } last)
        {
            value = last.Value;
        }

        return new Operand(value, value.IsNilInterface);
    }

    private void Push(GoValue value)
    {
        if (_argumentCount == _arguments.Length)
        {
            Array.Resize(ref _arguments, _arguments.Length * 2);
        }

        _arguments[_argumentCount++] = value;
    }
}
