using Istiod.GoTemplate.Parsing;

namespace Istiod.GoTemplate.Execution;

/// <summary>Evaluates arguments and checks them against the types of parameters.</summary>
/// <remarks>Source: Go, package text/template, exec.go: evalArg, validateType.</remarks>
internal sealed class ArgumentChecker(Executor executor, Evaluator evaluator)
{
    /// <summary>The value of an argument for a parameter.</summary>
    public GoValue Evaluate(Node node, GoType type, in Operand dot)
    {
        executor.Node = node;
        switch (node.Kind)
        {
            case NodeKind.Dot:
                return Check(dot, type);
            case NodeKind.Nil:
                if (!type.CanBeNil)
                {
                    executor.Fail("cannot assign nil to " + type.Name);
                }

                return GoValue.NilOf(type);
            case NodeKind.Field:
                return Check(evaluator.Field((FieldNode)node, dot, null, null), type);
            case NodeKind.Variable:
                return Check(evaluator.Variable((VariableNode)node, dot, null, null), type);
            case NodeKind.Pipe:
                RenderContext.EnsureStack();
                return Check(evaluator.Pipeline((PipeNode)node, dot), type);
            case NodeKind.Identifier:
                return Check(evaluator.Function((IdentifierNode)node, node, dot, null, null), type);
            case NodeKind.Chain:
                return Check(evaluator.Chain((ChainNode)node, dot, null, null), type);
            default:
                return Constant(node, type);
        }
    }

    /// <summary>Checks a value against a type; pointers are followed once if that helps.</summary>
    public GoValue Check(in Operand operand, GoType type)
    {
        GoValue value = operand.Value;
        if (value.IsNil)
        {
            return CheckNil(operand, type);
        }

        if (ReferenceEquals(type, GoType.Any) || ReferenceEquals(type, GoType.ReflectValue))
        {
            return value;
        }

        GoType own = value.Type!; // not nil
        if (type.Accepts(own))
        {
            return value;
        }

        if (own.Kind == GoKind.Pointer && own.Element is { } element && type.Accepts(element))
        {
            if (value.AsPointer() is not { } pointer)
            {
                return value;
            }

            if (!pointer.IsNil)
            {
                return pointer.Target;
            }

            executor.Fail("dereference of nil pointer of type " + type.Name);
        }

        executor.Fail($"wrong type for value; expected {type.Name}; got {own.Name}");
        return default;
    }

    /// <summary>The value of a number where its syntax has to decide the type.</summary>
    public GoValue Ideal(NumberNode number)
    {
        if (number.Overflows)
        {
            executor.Fail(number + " overflows int");
        }

        return number.Ideal;
    }

    private GoValue CheckNil(in Operand operand, GoType type)
    {
        if (ReferenceEquals(type, GoType.ReflectValue))
        {
            return operand.IsInterface ? GoValue.NilInterface : default;
        }

        if (operand.IsInterface && !ReferenceEquals(type, GoType.Any))
        {
            executor.Fail($"wrong type for value; expected {type.Name}; got interface {{}}");
        }

        if (!type.CanBeNil)
        {
            executor.Fail("invalid value; expected " + type.Name);
        }

        return GoValue.NilOf(type);
    }

    private GoValue Constant(Node node, GoType type)
    {
        NumberNode? number = node as NumberNode;
        switch (type.Kind)
        {
            case GoKind.Bool:
                if (node.Kind != NodeKind.Bool)
                {
                    executor.Fail("expected bool; found " + node);
                }

                return GoValue.FromInteger(type, ((ConstantNode)node).Value.AsBool ? 1 : 0);
            case GoKind.String:
                if (node.Kind != NodeKind.String)
                {
                    executor.Fail("expected string; found " + node);
                }

                GoValue text = ((ConstantNode)node).Value;
                return ReferenceEquals(type, GoType.String) ? text : GoValue.From(new GoNamedString(type, text.AsString() ?? ""));
            case GoKind.Int or GoKind.Int8 or GoKind.Int16 or GoKind.Int32 or GoKind.Int64:
                if (number is not { IsInt: true })
                {
                    executor.Fail("expected integer; found " + node);
                }

                return GoValue.FromInteger(type, number.Int);
            case GoKind.Uint or GoKind.Uint8 or GoKind.Uint16 or GoKind.Uint32 or GoKind.Uint64:
                if (number is not { IsUint: true })
                {
                    executor.Fail("expected unsigned integer; found " + node);
                }

                return GoValue.FromInteger(type, (long)number.Uint);
            case GoKind.Float32 or GoKind.Float64:
                if (number is not { IsFloat: true })
                {
                    executor.Fail("expected float; found " + node);
                }

                return GoValue.FromFloat(type, number.Float);
            case GoKind.Interface when ReferenceEquals(type, GoType.Any) || ReferenceEquals(type, GoType.ReflectValue):
                return number is null ? ((ConstantNode)node).Value : Ideal(number);
            default:
                executor.Fail($"can't handle {node} for arg of type {type.Name}");
                return default;
        }
    }
}
