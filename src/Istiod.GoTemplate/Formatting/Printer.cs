namespace Istiod.GoTemplate.Formatting;

/// <summary>Prints values: Go's <c>fmt.Sprint</c>, and each verb of <c>fmt.Sprintf</c>.</summary>
/// <remarks>Source: Go, package fmt, print.go. Addresses, which differ from run to run, print as 0xc000000000.</remarks>
internal sealed class Printer(TextBuilder output, RenderContext context)
{
    private const ulong Address = 0xc000000000;
    private FormatFlags _flags;

    /// <summary>Flags of the verb being printed.</summary>
    public ref FormatFlags Flags => ref _flags;

    /// <summary>Where it prints to.</summary>
    public TextBuilder Output => output;

    /// <summary>As <c>fmt.Sprint</c>: spaces between operands of which neither is a string.</summary>
    public void Print(ReadOnlySpan<GoValue> values)
    {
        bool beforeIsString = false;
        for (int i = 0; i < values.Length; i++)
        {
            bool isString = values[i].IsString;
            if (i > 0 && !isString && !beforeIsString)
            {
                output.Append(' ');
            }

            _flags = default;
            Argument(values[i], 'v');
            beforeIsString = isString;
        }
    }

    /// <summary>As <c>fmt.Sprintln</c>.</summary>
    public void PrintLine(ReadOnlySpan<GoValue> values)
    {
        for (int i = 0; i < values.Length; i++)
        {
            if (i > 0)
            {
                output.Append(' ');
            }

            _flags = default;
            Argument(values[i], 'v');
        }

        output.Append('\n');
    }

    /// <summary>Prints an operand under a verb.</summary>
    public void Argument(GoValue value, int verb)
    {
        if (verb == 'T')
        {
            ScalarFormat.Text(output, _flags, value.Type?.Name ?? "<nil>");
        }
        else if (value.IsNil)
        {
            if (verb == 'v')
            {
                ScalarFormat.Pad(output, _flags, "<nil>");
            }
            else
            {
                BadVerb(value, verb);
            }
        }
        else if (verb == 'p')
        {
            Pointer(value, verb);
        }
        else
        {
            Value(value, verb, 0);
        }
    }

    private void Value(GoValue value, int verb, int depth)
    {
        context.Step();
        if (depth > context.Limits.ValueDepth)
        {
            throw new LimitException("value nested too deeply");
        }

        RenderContext.EnsureStack();
        if (value.Type is { } type && !_flags.SharpV && verb is 'v' or 's' or 'x' or 'X' or 'q' && Method(type) is { } method)
        {
            Text(CallMethod(value, method), verb, value);
            return;
        }

        switch (value.Kind)
        {
            case GoKind.Bool:
                if (verb is 't' or 'v')
                {
                    ScalarFormat.Pad(output, _flags, value.AsBool ? "true" : "false");
                }
                else
                {
                    BadVerb(value, verb);
                }

                break;
            case GoKind.Int or GoKind.Int8 or GoKind.Int16 or GoKind.Int32 or GoKind.Int64:
                Integer(value, isSigned: true, verb);
                break;
            case GoKind.Uint or GoKind.Uint8 or GoKind.Uint16 or GoKind.Uint32 or GoKind.Uint64:
                Integer(value, isSigned: false, verb);
                break;
            case GoKind.Float32 or GoKind.Float64:
                Float(value.AsDouble, value.Kind == GoKind.Float32 ? 32 : 64, verb, value);
                break;
            case GoKind.Complex128:
                Complex(value, verb);
                break;
            case GoKind.String:
                Text(value.AsString()!, verb, value); // the kind says it is one
                break;
            default:
                Reference(value, verb, depth);
                break;
        }
    }

    private static GoFunction? Method(GoType type)
    {
        GoFunction? method = type.FindMethod("Error") ?? type.FindMethod("String");
        return method is { Parameters.Length: 0 } ? method : null;
    }

    private string CallMethod(GoValue value, GoFunction method) =>
        value.AsPointer() is { IsNil: true } ? "<nil>" : method.Body(context, [value]).AsString() ?? "";

    private void Integer(GoValue value, bool isSigned, int verb)
    {
        ulong bits = value.AsUInt64;
        switch (verb)
        {
            case 'v' when _flags.SharpV && !isSigned:
                FormatFlags sharp = _flags;
                sharp.Sharp = true;
                ScalarFormat.Integer(output, sharp, bits, 16, false, 'v');
                break;
            case 'v' or 'd':
                ScalarFormat.Integer(output, _flags, bits, 10, isSigned, (char)verb);
                break;
            case 'b':
                ScalarFormat.Integer(output, _flags, bits, 2, isSigned, 'b');
                break;
            case 'o' or 'O':
                ScalarFormat.Integer(output, _flags, bits, 8, isSigned, (char)verb);
                break;
            case 'x' or 'X':
                ScalarFormat.Integer(output, _flags, bits, 16, isSigned, (char)verb);
                break;
            case 'c':
                ScalarFormat.Character(output, _flags, bits);
                break;
            case 'q':
                ScalarFormat.QuotedCharacter(output, _flags, bits);
                break;
            case 'U':
                ScalarFormat.CodePoint(output, _flags, bits);
                break;
            default:
                BadVerb(value, verb);
                break;
        }
    }

    private void Float(double number, int bits, int verb, GoValue value)
    {
        switch (verb)
        {
            case 'v':
                ScalarFormat.Float(output, _flags, number, bits, 'g', -1);
                break;
            case 'b' or 'g' or 'G' or 'x' or 'X':
                ScalarFormat.Float(output, _flags, number, bits, (char)verb, -1);
                break;
            case 'f' or 'e' or 'E':
                ScalarFormat.Float(output, _flags, number, bits, (char)verb, 6);
                break;
            case 'F':
                ScalarFormat.Float(output, _flags, number, bits, 'f', 6);
                break;
            default:
                BadVerb(value, verb);
                break;
        }
    }

    private void Complex(GoValue value, int verb)
    {
        if (verb is not ('v' or 'b' or 'g' or 'G' or 'x' or 'X' or 'f' or 'F' or 'e' or 'E') || value.AsReference() is not GoComplex complex)
        {
            BadVerb(value, verb);
            return;
        }

        bool plus = _flags.Plus;
        output.Append('(');
        Float(complex.Real, 64, verb, value);
        _flags.Plus = true;
        Float(complex.Imaginary, 64, verb, value);
        output.Append("i)");
        _flags.Plus = plus;
    }

    private void Text(string text, int verb, GoValue value)
    {
        switch (verb)
        {
            case 'v' when _flags.SharpV:
                ScalarFormat.Quoted(output, _flags, text);
                break;
            case 'v' or 's':
                ScalarFormat.Text(output, _flags, text);
                break;
            case 'x' or 'X':
                ScalarFormat.Hex(output, _flags, GoText.ToBytes(text), (char)verb);
                break;
            case 'q':
                ScalarFormat.Quoted(output, _flags, text);
                break;
            default:
                BadVerb(value, verb);
                break;
        }
    }

    private void Reference(GoValue value, int verb, int depth)
    {
        if (value.AsMap() is { } map)
        {
            Map(map, verb, depth);
        }
        else if (value.AsList() is { } list)
        {
            List(list, verb, depth);
        }
        else if (value.AsObject() is { } item)
        {
            if (item.Type.Kind != GoKind.Pointer)
            {
                Struct(item, verb, depth);
            }
            else if (depth == 0)
            {
                output.Append('&');
                Struct(item, verb, depth + 1);
            }
            else
            {
                Pointer(value, verb);
            }
        }
        else
        {
            Pointer(value, verb);
        }
    }

    private void Map(GoMap map, int verb, int depth)
    {
        if (_flags.SharpV)
        {
            output.Append(map.Type.Name);
            if (map.IsNil)
            {
                output.Append("(nil)");
                return;
            }
        }

        output.Append(_flags.SharpV ? "{" : "map[");
        bool isInterface = map.Type.Element?.Kind == GoKind.Interface;
        bool isFirst = true;
        foreach (string key in map.SortedKeys)
        {
            if (!isFirst)
            {
                output.Append(_flags.SharpV ? ", " : " ");
            }

            isFirst = false;
            Value(GoValue.FromString(key), verb, depth + 1);
            output.Append(':');
            _ = map.TryGetValue(key, out GoValue value);
            Element(value, isInterface, verb, depth);
        }

        output.Append(_flags.SharpV ? '}' : ']');
    }

    private void List(GoList list, int verb, int depth)
    {
        if (ReferenceEquals(list.Type.Element, GoType.Uint8) && verb is 's' or 'q' or 'x' or 'X')
        {
            var bytes = new byte[list.Count];
            for (int i = 0; i < bytes.Length; i++)
            {
                bytes[i] = (byte)list[i].AsInt64;
            }

            Text(GoText.FromBytes(bytes), verb, GoValue.From(list));
            return;
        }

        if (_flags.SharpV)
        {
            output.Append(list.Type.Name);
            if (list.IsNil)
            {
                output.Append("(nil)");
                return;
            }
        }

        bool isInterface = list.Type.Element?.Kind == GoKind.Interface;
        output.Append(_flags.SharpV ? '{' : '[');
        for (int i = 0; i < list.Count; i++)
        {
            if (i > 0)
            {
                output.Append(_flags.SharpV ? ", " : " ");
            }

            Element(list[i], isInterface, verb, depth);
        }

        output.Append(_flags.SharpV ? '}' : ']');
    }

    private void Struct(GoObject item, int verb, int depth)
    {
        if (_flags.SharpV)
        {
            output.Append(item.Type.Kind == GoKind.Pointer ? item.Type.Element?.Name ?? item.Type.Name.TrimStart('*') : item.Type.Name);
        }

        output.Append('{');
        for (int i = 0; i < item.FieldCount; i++)
        {
            if (i > 0)
            {
                output.Append(_flags.SharpV ? ", " : " ");
            }

            if (_flags.PlusV || _flags.SharpV)
            {
                output.Append(item.FieldName(i));
                output.Append(':');
            }

            Element(item.Field(i), false, verb, depth);
        }

        output.Append('}');
    }

    private void Element(GoValue value, bool isInterface, int verb, int depth)
    {
        if (!value.IsNil)
        {
            Value(value, verb, depth + (isInterface ? 2 : 1));
        }
        else
        {
            output.Append(_flags.SharpV ? "interface {}(nil)" : "<nil>");
        }
    }

    private void Pointer(GoValue value, int verb)
    {
        if (value.Kind is not (GoKind.Pointer or GoKind.Map or GoKind.List))
        {
            BadVerb(value, verb);
            return;
        }

        ulong address = Execution.Pointers.IsNil(value) ? 0 : Address;
        FormatFlags flags = _flags;
        switch (verb)
        {
            case 'v' when _flags.SharpV:
                output.Append($"({value.Type})(");
                output.Append(address == 0 ? "nil" : "0xc000000000");
                output.Append(')');
                break;
            case 'v' when address == 0:
                ScalarFormat.Pad(output, _flags, "<nil>");
                break;
            case 'v' or 'p':
                flags.Sharp = !flags.Sharp;
                ScalarFormat.Integer(output, flags, address, 16, false, 'v');
                break;
            case 'b' or 'o' or 'd' or 'x' or 'X':
                ScalarFormat.Integer(output, flags, address, verb switch { 'b' => 2, 'o' => 8, 'd' => 10, _ => 16 }, false, (char)verb);
                break;
            default:
                BadVerb(value, verb);
                break;
        }
    }

    private void BadVerb(GoValue value, int verb)
    {
        output.Append("%!");
        output.AppendRune(verb);
        output.Append('(');
        if (value.IsNil)
        {
            output.Append("<nil>");
        }
        else
        {
            output.Append(value.Type?.Name);
            output.Append('=');
            if (value.Kind is GoKind.Pointer && value.AsObject() is not null)
            {
                Pointer(value, 'v');
            }
            else
            {
                Value(value, 'v', 0);
            }
        }

        output.Append(')');
    }
}
