namespace Istiod.GoTemplate.Formatting;

/// <summary>Go's <c>fmt.Sprintf</c>: reads the format and prints operands. Source: Go, package fmt, print.go.</summary>
internal ref struct FormatString
{
    private const int Largest = 1_000_000;
    private readonly Printer _printer;
    private readonly ReadOnlySpan<char> _format;
    private readonly ReadOnlySpan<GoValue> _operands;
    private int _position;
    private int _operand;
    private bool _isReordered;
    private bool _isGoodIndex;
    private bool _afterIndex;

    private FormatString(Printer printer, ReadOnlySpan<char> format, ReadOnlySpan<GoValue> operands)
    {
        _printer = printer;
        _format = format;
        _operands = operands;
        _isGoodIndex = true;
    }

    /// <summary>Prints operands by a format.</summary>
    public static void Print(Printer printer, string format, ReadOnlySpan<GoValue> operands)
    {
        var reader = new FormatString(printer, format, operands);
        reader.Run();
    }

    private readonly TextBuilder Output => _printer.Output;

    private void Run()
    {
        while (_position < _format.Length)
        {
            _isGoodIndex = true;
            int text = _format[_position..].IndexOf('%');
            if (text < 0)
            {
                Output.Append(_format[_position..]);
                break;
            }

            Output.Append(_format.Slice(_position, text));
            _position += text + 1;
            Directive();
        }

        if (!_isReordered && _operand < _operands.Length)
        {
            Extra();
        }
    }

    private void Directive()
    {
        ref FormatFlags flags = ref _printer.Flags;
        flags = default;
        _afterIndex = false;
        Flags(ref flags);
        ArgumentIndex();
        Width(ref flags);
        Precision(ref flags);
        if (!_afterIndex)
        {
            ArgumentIndex();
        }

        if (_position >= _format.Length)
        {
            Output.Append("%!(NOVERB)");
            return;
        }

        int verb = GoText.RuneAt(_format, _position, out int width, out _);
        _position += width;
        if (verb == '%')
        {
            Output.Append('%');
        }
        else if (!_isGoodIndex)
        {
            Bad(verb, "(BADINDEX)");
        }
        else if (_operand >= _operands.Length)
        {
            Bad(verb, "(MISSING)");
        }
        else
        {
            if (verb == 'v')
            {
                flags.SetVerbV();
            }

            _printer.Argument(_operands[_operand], verb);
            _operand++;
        }
    }

    private void Flags(ref FormatFlags flags)
    {
        for (; _position < _format.Length; _position++)
        {
            switch (_format[_position])
            {
                case '#':
                    flags.Sharp = true;
                    break;
                case '0':
                    flags.Zero = true;
                    break;
                case '+':
                    flags.Plus = true;
                    break;
                case '-':
                    flags.Minus = true;
                    break;
                case ' ':
                    flags.Space = true;
                    break;
                default:
                    return;
            }
        }
    }

    private void Width(ref FormatFlags flags)
    {
        if (!Take('*'))
        {
            flags.Width = Number();
            if (_afterIndex && flags.Width is not null)
            {
                _isGoodIndex = false;
            }

            return;
        }

        flags.Width = OperandNumber();
        if (flags.Width is null)
        {
            Output.Append("%!(BADWIDTH)");
        }
        else if (flags.Width < 0)
        {
            flags.Width = -flags.Width;
            flags.Minus = true;
            flags.Zero = false;
        }

        _afterIndex = false;
    }

    private void Precision(ref FormatFlags flags)
    {
        if (_position + 1 > _format.Length || !Take('.'))
        {
            return;
        }

        if (_afterIndex)
        {
            _isGoodIndex = false;
        }

        ArgumentIndex();
        if (!Take('*'))
        {
            flags.Precision = Number() ?? 0;
            return;
        }

        flags.Precision = OperandNumber();
        if (flags.Precision < 0)
        {
            flags.Precision = null;
            Output.Append("%!(BADPREC)");
        }
        else if (flags.Precision is null)
        {
            Output.Append("%!(BADPREC)");
        }

        _afterIndex = false;
    }

    // Null: no number, or one that is too large; the digits are passed over only if they are one.
    private int? Number()
    {
        int value = 0;
        int start = _position;
        for (; _position < _format.Length && char.IsAsciiDigit(_format[_position]); _position++)
        {
            if (value > Largest)
            {
                // Go gives up at the end of the format.
                _position = _format.Length;
                return null;
            }

            value = (value * 10) + _format[_position] - '0';
        }

        return _position == start ? null : value;
    }

    private int? OperandNumber()
    {
        if (_operand >= _operands.Length)
        {
            return null;
        }

        GoValue value = _operands[_operand++];
        bool isInteger = value.Kind is >= GoKind.Int and <= GoKind.Uint64;
        return isInteger && value.AsInt64 is >= -Largest and <= Largest ? (int)value.AsInt64 : null;
    }

    // [n] chooses an operand. One out of range still counts as an index, one that is no number does not.
    private void ArgumentIndex()
    {
        _afterIndex = false;
        if (_position >= _format.Length || _format[_position] != '[')
        {
            return;
        }

        _isReordered = true;
        int close = _format[_position..].IndexOf(']');
        if (close < 0)
        {
            _isGoodIndex = false;
            _position++;
            return;
        }

        ReadOnlySpan<char> digits = _format.Slice(_position + 1, close - 1);
        _position += close + 1;
        _afterIndex = !digits.IsEmpty && digits.Length <= 7 && digits.IndexOfAnyExceptInRange('0', '9') < 0;
        int index = _afterIndex ? int.Parse(digits, System.Globalization.CultureInfo.InvariantCulture) : 0;
        if (index < 1 || index > _operands.Length)
        {
            _isGoodIndex = false;
            return;
        }

        _operand = index - 1;
    }

    private bool Take(char c)
    {
        if (_position < _format.Length && _format[_position] == c)
        {
            _position++;
            return true;
        }

        return false;
    }

    private readonly void Bad(int verb, string what)
    {
        Output.Append("%!");
        Output.AppendRune(verb);
        Output.Append(what);
    }

    private readonly void Extra()
    {
        _printer.Flags = default;
        Output.Append("%!(EXTRA ");
        for (int i = _operand; i < _operands.Length; i++)
        {
            if (i > _operand)
            {
                Output.Append(", ");
            }

            if (_operands[i].IsNil)
            {
                Output.Append("<nil>");
            }
            else
            {
                Output.Append(_operands[i].Type?.Name);
                Output.Append('=');
                _printer.Argument(_operands[i], 'v');
            }
        }

        Output.Append(')');
    }
}
