namespace Istiod.GoTemplate;

/// <summary>
/// Writes JSON as Go's <c>encoding/json</c> does: keys of maps sorted, <c>&lt;</c>, <c>&gt;</c>, <c>&amp;</c> escaped
/// (unless told otherwise), its form of floats. Made by <see cref="GoJson"/>, handed to <see cref="GoObject.WriteJson"/>.
/// </summary>
public sealed class GoJsonWriter
{
    private const int MaxDepth = 500;
    private readonly TextBuilder _output;
    private readonly bool _escapeHtml;
    private readonly string _indent;
    private readonly RenderContext? _context;
    private int _depth;
    private bool _isFirst = true;
    private bool _afterName;

    internal GoJsonWriter(TextBuilder output, bool escapeHtml, string indent, RenderContext? context = null)
    {
        _context = context;
        _output = output;
        _escapeHtml = escapeHtml;
        _indent = indent;
    }

    /// <summary>Starts an object.</summary>
    public void BeginObject() => Begin('{');

    /// <summary>Ends an object.</summary>
    public void EndObject() => End('}');

    /// <summary>Starts an array.</summary>
    public void BeginArray() => Begin('[');

    /// <summary>Ends an array.</summary>
    public void EndArray() => End(']');

    /// <summary>Writes the name of the member that follows.</summary>
    public void Name(string name)
    {
        Separate();
        Quote(name);
        _output.Append(_indent.Length > 0 ? ": " : ":");
        _afterName = true;
    }

    /// <summary>Writes a string.</summary>
    public void String(string text)
    {
        Separate();
        Quote(text);
    }

    /// <summary>Writes an integer.</summary>
    public void Integer(long value)
    {
        Separate();
        _output.Append(value);
    }

    /// <summary>Writes a truth value.</summary>
    public void Bool(bool value) => Raw(value ? "true" : "false");

    /// <summary>Writes null.</summary>
    public void Null() => Raw("null");

    /// <summary>Writes JSON text as it is: one value, valid.</summary>
    public void Raw(ReadOnlySpan<char> json)
    {
        Separate();
        _output.Append(json);
    }

    /// <summary>Writes any value.</summary>
    /// <exception cref="GoJsonException">It has no JSON form (infinite, not a number, complex) or is nested too deeply.</exception>
    public void Value(GoValue value)
    {
        _context?.Step();
        switch (value.Kind)
        {
            case GoKind.Nil:
                Null();
                break;
            case GoKind.Bool:
                Bool(value.AsBool);
                break;
            case GoKind.Int or GoKind.Int8 or GoKind.Int16 or GoKind.Int32 or GoKind.Int64:
                Integer(value.AsInt64);
                break;
            case GoKind.Uint or GoKind.Uint8 or GoKind.Uint16 or GoKind.Uint32 or GoKind.Uint64:
                Separate();
                _output.Append(value.AsUInt64);
                break;
            case GoKind.Float32 or GoKind.Float64:
                Separate();
                Float(value.AsDouble, value.Kind == GoKind.Float32);
                break;
            case GoKind.String:
                String(value.AsString()!); // the kind says there is one
                break;
            default:
                Reference(value);
                break;
        }
    }

    private void Reference(GoValue value)
    {
        if (value.AsMap() is { } map)
        {
            Map(map);
        }
        else if (value.AsList() is { } list)
        {
            List(list);
        }
        else if (value.AsObject() is { } item)
        {
            item.WriteJson(this);
        }
        else if (value.AsPointer() is { } pointer)
        {
            Value(pointer.Target);
        }
        else
        {
            throw new GoJsonException($"json: unsupported type: {value.Type}");
        }
    }

    private void Map(GoMap map)
    {
        if (map.IsNil)
        {
            Null();
            return;
        }

        BeginObject();
        foreach (string key in map.SortedKeys)
        {
            Name(key);
            _ = map.TryGetValue(key, out GoValue value);
            Value(value);
        }

        EndObject();
    }

    private void List(GoList list)
    {
        if (list.IsNil)
        {
            Null();
            return;
        }

        if (list.Type.Element == GoType.Uint8)
        {
            var bytes = new byte[list.Count];
            for (int i = 0; i < bytes.Length; i++)
            {
                bytes[i] = (byte)list[i].AsInt64;
            }

            String(Convert.ToBase64String(bytes));
            return;
        }

        BeginArray();
        for (int i = 0; i < list.Count; i++)
        {
            Value(list[i]);
        }

        EndArray();
    }

    private void Float(double value, bool isSingle)
    {
        if (!double.IsFinite(value))
        {
            throw new GoJsonException($"json: unsupported value: {GoFormat.Sprint(GoValue.FromDouble(value))}");
        }

        double size = Math.Abs(value);
        bool exponent = size != 0 && (isSingle ? (float)size < 1e-6f || (float)size >= 1e21f : size < 1e-6 || size >= 1e21);
        int start = _output.Length;
        Formatting.FloatFormat.Append(_output, value, exponent ? 'e' : 'f', -1, isSingle ? 32 : 64);
        ReadOnlySpan<char> text = _output.Span;
        if (exponent && text.Length - start >= 4 && text[^4] == 'e' && text[^3] == '-' && text[^2] == '0')
        {
            // e-09 becomes e-9
            _output.MutableSpan[^2] = text[^1];
            _output.Length--;
        }
    }

    private void Begin(char bracket)
    {
        Separate();
        _output.Append(bracket);
        _isFirst = true;
        if (++_depth > MaxDepth)
        {
            throw new GoJsonException("json: unsupported value: nested too deeply or in a cycle");
        }
    }

    private void End(char bracket)
    {
        _depth--;
        if (!_isFirst)
        {
            Line();
        }

        _isFirst = false;
        _output.Append(bracket);
    }

    private void Separate()
    {
        if (_afterName)
        {
            _afterName = false;
            return;
        }

        if (_depth == 0)
        {
            return;
        }

        if (!_isFirst)
        {
            _output.Append(',');
        }

        _isFirst = false;
        Line();
    }

    private void Line()
    {
        if (_indent.Length == 0)
        {
            return;
        }

        _output.Append('\n');
        for (int i = 0; i < _depth; i++)
        {
            _output.Append(_indent);
        }
    }

    private void Quote(string text)
    {
        _output.Append('"');
        int done = 0;
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (c is >= ' ' and < '\u2028' && c is not ('"' or '\\' or '<' or '>' or '&' or '\x7f'))
            {
                continue;
            }

            string? escape = Escape(text, i);
            if (escape is not null)
            {
                _output.Append(text.AsSpan(done, i - done));
                _output.Append(escape);
                done = i + 1;
            }
        }

        _output.Append(text.AsSpan(done));
        _output.Append('"');
    }

    private string? Escape(string text, int index)
    {
        char c = text[index];
        switch (c)
        {
            case '"':
                return "\\\"";
            case '\\':
                return "\\\\";
            case '\n':
                return "\\n";
            case '\r':
                return "\\r";
            case '\t':
                return "\\t";
            case '\b':
                return "\\b";
            case '\f':
                return "\\f";
            case '<' or '>' or '&':
                return _escapeHtml ? Unicode(c) : null;
            case < ' ' or '\u2028' or '\u2029':
                return Unicode(c);
            default:
                bool isPair = char.IsHighSurrogate(c) ? index + 1 < text.Length && char.IsLowSurrogate(text[index + 1])
                    : !char.IsLowSurrogate(c) || (index > 0 && char.IsHighSurrogate(text[index - 1]));
                return isPair ? null : "\\ufffd";
        }
    }

    private static string Unicode(char c) => "\\u" + ((int)c).ToString("x4", System.Globalization.CultureInfo.InvariantCulture);
}
