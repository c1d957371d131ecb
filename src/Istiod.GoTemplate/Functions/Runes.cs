using System.Text;

namespace Istiod.GoTemplate.Functions;

/// <summary>Characters as Go's package unicode sees them.</summary>
internal static class Runes
{
    public static bool IsUpper(int rune) => Rune.IsValid(rune) && Rune.IsUpper(new Rune(rune));

    public static bool IsLower(int rune) => Rune.IsValid(rune) && Rune.IsLower(new Rune(rune));

    public static bool IsSpace(int rune) => Rune.IsValid(rune) && Rune.IsWhiteSpace(new Rune(rune));

    public static bool IsLetterOrDigit(int rune) => Rune.IsValid(rune) && (Rune.IsLetter(new Rune(rune)) || Rune.IsDigit(new Rune(rune)));

    public static bool IsLetter(int rune) => Rune.IsValid(rune) && Rune.IsLetter(new Rune(rune));

    public static bool IsNumber(int rune) => Rune.IsValid(rune) && Rune.IsNumber(new Rune(rune));

    public static bool IsPunctuation(int rune) => Rune.IsValid(rune) && Rune.IsPunctuation(new Rune(rune));

    /// <summary>Upper case; unlike .NET's invariant mapping with the dotless i and the long s.</summary>
    public static int ToUpper(int rune) => rune switch
    {
        < 0x80 => rune is >= 'a' and <= 'z' ? rune - 32 : rune,
        0x131 => 'I',
        0x17F => 'S',
        _ => Rune.IsValid(rune) ? Rune.ToUpperInvariant(new Rune(rune)).Value : rune,
    };

    /// <summary>Lower case; unlike .NET's invariant mapping with the dotted I.</summary>
    public static int ToLower(int rune) => rune switch
    {
        < 0x80 => rune is >= 'A' and <= 'Z' ? rune + 32 : rune,
        0x130 => 'i',
        0x212A => 'k', // the Kelvin sign
        0x212B => 0xE5, // the Angstrom sign
        0x2126 => 0x3C9, // the Ohm sign
        _ => Rune.IsValid(rune) ? Rune.ToLowerInvariant(new Rune(rune)).Value : rune,
    };

    /// <summary>Title case: upper case, but for the letters that are two in one.</summary>
    public static int ToTitle(int rune) => rune switch
    {
        >= 0x1C4 and <= 0x1C6 => 0x1C5,
        >= 0x1C7 and <= 0x1C9 => 0x1C8,
        >= 0x1CA and <= 0x1CC => 0x1CB,
        >= 0x1F1 and <= 0x1F3 => 0x1F2,
        >= 0x10D0 and <= 0x10FF => rune,
        _ => ToUpper(rune),
    };

    /// <summary>Whether a word starts behind it, for <c>title</c>.</summary>
    public static bool IsSeparator(int rune) => rune < 0x80
        ? !char.IsAsciiLetterOrDigit((char)rune) && rune != '_'
        : !IsLetterOrDigit(rune) && IsSpace(rune);
}
