namespace Istiod.GoTemplate.Functions.Sprig;

/// <summary>Words of a text: abbreviated, wrapped, with other first letters. Source: goutils v1.1.1 as sprig uses it.</summary>
internal static class Words
{
    private const string Dots = "...";

    public static GoValue Abbreviate(RenderContext context, ReadOnlySpan<GoValue> arguments) =>
        arguments[0].AsInt64 < 4 ? arguments[1] : Abbreviate(context, arguments[1], 0, arguments[0].AsInt64);

    public static GoValue AbbreviateBoth(RenderContext context, ReadOnlySpan<GoValue> arguments)
    {
        long left = arguments[0].AsInt64, width = arguments[1].AsInt64;
        return width < 4 || (left > 0 && width < 7) ? arguments[2] : Abbreviate(context, arguments[2], left, width);
    }

    // First bytes of words, each taken for a character of its own.
    public static GoValue Initials(RenderContext context, ReadOnlySpan<GoValue> arguments)
    {
        TextBuilder output = context.RentText();
        bool atStart = true;
        foreach (byte b in GoText.ToBytes(arguments[0].AsString()))
        {
            bool isSpace = char.IsWhiteSpace((char)b);
            if (!isSpace && atStart)
            {
                output.Append((char)b);
            }

            atStart = isSpace;
        }

        return context.FinishValue(output);
    }

    public static GoValue SwapCase(RenderContext context, ReadOnlySpan<GoValue> arguments)
    {
        bool atStart = true;
        return Texts.Map(context, arguments[0], rune =>
        {
            if (Runes.IsLower(rune))
            {
                int swapped = atStart ? Runes.ToTitle(rune) : Runes.ToUpper(rune);
                atStart = false;
                return swapped;
            }

            bool isUpper = Runes.IsUpper(rune) || Runes.ToTitle(rune) == rune && Runes.ToLower(rune) != rune;
            atStart = !isUpper && Runes.IsSpace(rune);
            return isUpper ? Runes.ToLower(rune) : rune;
        });
    }

    public static GoValue Untitle(RenderContext context, ReadOnlySpan<GoValue> arguments)
    {
        bool atStart = true;
        return Texts.Map(context, arguments[0], rune =>
        {
            bool lower = atStart && !Runes.IsSpace(rune);
            atStart = Runes.IsSpace(rune);
            return lower ? Runes.ToLower(rune) : rune;
        });
    }

    public static GoValue Wrap(RenderContext context, ReadOnlySpan<GoValue> arguments) =>
        Wrap(context, arguments[1], arguments[0].AsInt64, "\n", breakWords: false);

    public static GoValue WrapWith(RenderContext context, ReadOnlySpan<GoValue> arguments) =>
        Wrap(context, arguments[2], arguments[0].AsInt64, arguments[1].AsString() is { Length: > 0 } separator ? separator : "\n", breakWords: true);

    private static GoValue Abbreviate(RenderContext context, GoValue value, long offset, long width)
    {
        string text = value.AsString() ?? "";
        int length = GoText.ByteLength(text);
        if (length <= width)
        {
            return value;
        }

        long kept = width - Dots.Length;
        offset = Math.Min(offset, length);
        if (length - offset < kept)
        {
            offset = length - kept;
        }

        if (offset <= 4)
        {
            return Join(context, "", text, 0, kept, Dots);
        }

        if (offset + kept >= length)
        {
            return Join(context, Dots, text, length - kept, length, "");
        }

        return Join(context, Dots, text, offset, offset + kept - Dots.Length, Dots);
    }

    private static GoValue Join(RenderContext context, string before, string text, long start, long end, string after) =>
        context.String(GoText.Normalize(before + GoText.Slice(text, (int)start, (int)end) + after));

    // Lines of a number of bytes, broken at blanks.
    private static GoValue Wrap(RenderContext context, GoValue value, long width, string separator, bool breakWords)
    {
        string text = value.AsString() ?? "";
        byte[] bytes = GoText.ToBytes(text);
        width = Math.Max(1, width);
        TextBuilder output = context.RentText();
        int at = 0;
        while (bytes.Length - at > width)
        {
            context.Step();
            if (bytes[at] == ' ')
            {
                at++;
                continue;
            }

            int blank = bytes.AsSpan(at, (int)width + 1).LastIndexOf((byte)' ');
            int skip = 1;
            if (blank < 0 && breakWords)
            {
                blank = (int)width;
                skip = 0;
            }
            else if (blank < 0)
            {
                blank = bytes.AsSpan(at + (int)width).IndexOf((byte)' ');
                if (blank < 0)
                {
                    break;
                }

                blank += (int)width;
            }

            output.Append(GoText.FromBytes(bytes.AsSpan(at, blank)));
            output.Append(separator);
            at += blank + skip;
        }

        output.Append(GoText.FromBytes(bytes.AsSpan(at)));
        return context.FinishValue(output);
    }
}
