using System.Text;
using Istiod.GoTemplate.Formatting;

namespace Istiod.GoTemplate.Parsing;

/// <summary>A number as written, with every type it can take: the parameter it is given to decides.</summary>
internal sealed class NumberNode : Node
{
    private readonly string _text;

    private NumberNode(int position, string text)
        : base(NodeKind.Number, position) => _text = text;

    public bool IsInt { get; private set; }

    public bool IsUint { get; private set; }

    public bool IsFloat { get; private set; }

    public bool IsComplex { get; private set; }

    public long Int { get; private set; }

    public ulong Uint { get; private set; }

    public double Float { get; private set; }

    /// <summary>Its value where the syntax has to decide the type; nil with <see cref="Overflows"/>.</summary>
    public GoValue Ideal { get; private set; }

    /// <summary>Whether it fits no <c>int</c> where it would have to be one.</summary>
    public bool Overflows { get; private set; }

    /// <summary>Makes the node of a number or character constant.</summary>
    /// <exception cref="FormatException">It is none; the message is Go's.</exception>
    public static NumberNode Parse(int position, string text, TokenKind kind)
    {
        var node = new NumberNode(position, text);
        if (kind == TokenKind.CharacterConstant)
        {
            node.SetCharacter(text);
        }
        else if (kind == TokenKind.Complex || text[^1] == 'i')
        {
            node.SetComplex(text, kind);
        }
        else
        {
            node.SetReal(text);
        }

        return node;
    }

    public override void Write(StringBuilder output) => output.Append(_text);

    private void SetCharacter(string text)
    {
        int rune = GoQuote.UnquoteCharacter(text, 1, '\'', out int end, out _);
        if (end != text.Length - 1)
        {
            throw new FormatException("malformed character constant: " + text);
        }

        IsInt = IsUint = IsFloat = true;
        Int = rune;
        Uint = (ulong)rune;
        Float = rune;
        Ideal = GoValue.FromInt(rune);
    }

    private void SetComplex(string text, TokenKind kind)
    {
        int split = 0;
        if (kind == TokenKind.Complex)
        {
            split = text.LastIndexOfAny(['+', '-']);
            if (split > 0 && text[split - 1] is 'e' or 'E' or 'p' or 'P')
            {
                split = text.LastIndexOfAny(['+', '-'], split - 1);
            }
        }

        double real = 0;
        if ((split > 0 && !FloatParser.TryParse(text.AsSpan(0, split), out real)) || !FloatParser.TryParse(text.AsSpan(split)[..^1], out double imaginary))
        {
            throw new FormatException("illegal number syntax: " + GoQuote.Quote(text));
        }

        IsComplex = true;
        Ideal = GoValue.From(new GoComplex(real, imaginary));
        if (imaginary == 0)
        {
            IsFloat = true;
            Float = real;
            IsInt = real == (long)real;
            Int = (long)real;
            IsUint = real == (ulong)real;
            Uint = (ulong)real;
        }
    }

    private void SetReal(string text)
    {
        IsUint = IntegerParser.TryParseUnsigned(text, 0, 64, out ulong unsigned) == IntegerParser.Outcome.Done;
        IsInt = IntegerParser.TryParse(text, 0, 64, out long signed) == IntegerParser.Outcome.Done;
        Uint = unsigned;
        Int = signed;
        if (IsInt && signed == 0)
        {
            // -0 is no unsigned integer to the parser.
            IsUint = true;
            Uint = 0;
        }

        bool looksFloat = text.AsSpan().IndexOfAny(".eEpP") >= 0;
        if (IsInt || IsUint)
        {
            IsFloat = true;
            Float = IsInt ? Int : Uint;
        }
        else if (FloatParser.TryParse(text, out double value))
        {
            if (!looksFloat)
            {
                throw new FormatException("integer overflow: " + GoQuote.Quote(text));
            }

            IsFloat = true;
            Float = value;
            IsInt = value is >= -9223372036854775808.0 and < 9223372036854775808.0 && (long)value == value;
            Int = IsInt ? (long)value : 0;
            IsUint = value is >= 0 and < 18446744073709551616.0 && (ulong)value == value;
            Uint = IsUint ? (ulong)value : 0;
        }
        else
        {
            throw new FormatException("illegal number syntax: " + GoQuote.Quote(text));
        }

        bool isHexInteger = text.Length > 2 && text[0] == '0' && text[1] is 'x' or 'X' && text.AsSpan().IndexOfAny("pP") < 0;
        if (looksFloat && !isHexInteger)
        {
            Ideal = GoValue.FromDouble(Float);
        }
        else if (IsInt)
        {
            Ideal = GoValue.FromInt(Int);
        }
        else
        {
            Overflows = true;
        }
    }
}
