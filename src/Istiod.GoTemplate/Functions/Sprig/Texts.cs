using Istiod.GoTemplate.Formatting;

namespace Istiod.GoTemplate.Functions.Sprig;

/// <summary>Strings. Offsets and lengths are in bytes, as in Go. Source: sprig, strings.go; Go, package strings.</summary>
internal static class Texts
{
    public static GoValue Hello(RenderContext context, ReadOnlySpan<GoValue> arguments) => GoValue.FromString("Hello!");

    public static GoValue Upper(RenderContext context, ReadOnlySpan<GoValue> arguments) => Map(context, arguments[0], Runes.ToUpper);

    public static GoValue Lower(RenderContext context, ReadOnlySpan<GoValue> arguments) => Map(context, arguments[0], Runes.ToLower);

    public static GoValue Title(RenderContext context, ReadOnlySpan<GoValue> arguments)
    {
        int before = ' ';
        return Map(context, arguments[0], rune =>
        {
            int result = Runes.IsSeparator(before) ? Runes.ToTitle(rune) : rune;
            before = rune;
            return result;
        });
    }

    public static GoValue Contains(RenderContext context, ReadOnlySpan<GoValue> arguments) =>
        GoValue.FromBool(Text(arguments[1]).Contains(Text(arguments[0]), StringComparison.Ordinal));

    public static GoValue HasPrefix(RenderContext context, ReadOnlySpan<GoValue> arguments) =>
        GoValue.FromBool(Text(arguments[1]).StartsWith(Text(arguments[0]), StringComparison.Ordinal));

    public static GoValue HasSuffix(RenderContext context, ReadOnlySpan<GoValue> arguments) =>
        GoValue.FromBool(Text(arguments[1]).EndsWith(Text(arguments[0]), StringComparison.Ordinal));

    public static GoValue Trim(RenderContext context, ReadOnlySpan<GoValue> arguments) => context.String(Text(arguments[0]).Trim());

    public static GoValue TrimAll(RenderContext context, ReadOnlySpan<GoValue> arguments)
    {
        string set = Text(arguments[0]), text = Text(arguments[1]);
        int start = 0, end = text.Length;
        while (start < end && InSet(text, start, out int width))
        {
            start += width;
        }

        while (end > start)
        {
            int last = end - 1 > start && char.IsSurrogatePair(text[end - 2], text[end - 1]) ? end - 2 : end - 1;
            if (!InSet(text, last, out _))
            {
                break;
            }

            end = last;
        }

        return context.String(text[start..end]);

        bool InSet(string from, int at, out int width)
        {
            _ = GoText.RuneAt(from, at, out width, out _);
            return set.AsSpan().IndexOf(from.AsSpan(at, width)) >= 0;
        }
    }

    public static GoValue TrimPrefix(RenderContext context, ReadOnlySpan<GoValue> arguments)
    {
        string part = Text(arguments[0]), text = Text(arguments[1]);
        return text.StartsWith(part, StringComparison.Ordinal) ? context.String(text[part.Length..]) : arguments[1];
    }

    public static GoValue TrimSuffix(RenderContext context, ReadOnlySpan<GoValue> arguments)
    {
        string part = Text(arguments[0]), text = Text(arguments[1]);
        return text.EndsWith(part, StringComparison.Ordinal) ? context.String(text[..^part.Length]) : arguments[1];
    }

    // Byte by byte, so that a character beyond Latin-1 falls apart: as the original does.
    public static GoValue NoSpace(RenderContext context, ReadOnlySpan<GoValue> arguments)
    {
        string text = Text(arguments[0]);
        byte[] bytes = GoText.ToBytes(text);
        TextBuilder output = context.RentText();
        bool any = false;
        foreach (byte b in bytes)
        {
            bool isSpace = char.IsWhiteSpace((char)b);
            any |= isSpace;
            if (!isSpace)
            {
                output.Append((char)b);
            }
        }

        string result = context.Finish(output);
        return any ? GoValue.FromString(result) : arguments[0];
    }

    public static GoValue Truncate(RenderContext context, ReadOnlySpan<GoValue> arguments)
    {
        long count = arguments[0].AsInt64;
        string text = Text(arguments[1]);
        int length = GoText.ByteLength(text);
        return count < 0 && length + count > 0 ? context.String(GoText.Slice(text, (int)(length + count), length))
            : count >= 0 && length > count ? context.String(GoText.Slice(text, 0, (int)count))
            : arguments[1];
    }

    public static GoValue Substring(RenderContext context, ReadOnlySpan<GoValue> arguments)
    {
        long start = arguments[0].AsInt64, end = arguments[1].AsInt64;
        string text = Text(arguments[2]);
        int length = GoText.ByteLength(text);
        if (start < 0)
        {
            start = 0;
        }
        else if (end < 0 || end > length)
        {
            end = length;
        }

        if (end < 0 || end > length || start > end)
        {
            context.Fail($"runtime error: slice bounds out of range [{start}:{end}]");
        }

        return context.String(GoText.Slice(text, (int)start, (int)end));
    }

    public static GoValue Repeat(RenderContext context, ReadOnlySpan<GoValue> arguments)
    {
        long count = arguments[0].AsInt64;
        string text = Text(arguments[1]);
        if (count < 0)
        {
            context.Fail("strings: negative Repeat count");
        }

        TextBuilder output = context.RentText();
        output.EnsureRoom(count, text.Length);
        for (long i = 0; text.Length > 0 && i < count; i++)
        {
            output.Append(text);
        }

        return context.FinishValue(output);
    }

    public static GoValue Replace(RenderContext context, ReadOnlySpan<GoValue> arguments)
    {
        string old = Text(arguments[0]), replacement = Text(arguments[1]), text = Text(arguments[2]);
        if (old.Length > 0 && !text.Contains(old, StringComparison.Ordinal))
        {
            return arguments[2];
        }

        TextBuilder output = context.RentText();
        int at = 0;
        if (old.Length == 0)
        {
            output.Append(replacement);
            while (at < text.Length)
            {
                _ = GoText.RuneAt(text, at, out int width, out _);
                output.Append(text.AsSpan(at, width));
                output.Append(replacement);
                at += width;
            }

            return context.FinishValue(output);
        }

        for (int found = text.IndexOf(old, StringComparison.Ordinal); found >= 0; found = text.IndexOf(old, at, StringComparison.Ordinal))
        {
            output.Append(text.AsSpan(at, found - at));
            output.Append(replacement);
            at = found + old.Length;
        }

        output.Append(text.AsSpan(at));
        return context.FinishValue(output);
    }

    public static GoValue Indent(RenderContext context, ReadOnlySpan<GoValue> arguments) => Indent(context, "", arguments[0].AsInt64, Text(arguments[1]));

    public static GoValue NIndent(RenderContext context, ReadOnlySpan<GoValue> arguments) => Indent(context, "\n", arguments[0].AsInt64, Text(arguments[1]));

    public static GoValue Quote(RenderContext context, ReadOnlySpan<GoValue> arguments)
    {
        TextBuilder output = context.RentText();
        foreach (GoValue value in arguments)
        {
            if (!value.IsNil)
            {
                Space(output);
                GoQuote.Append(output, Printing.Sprint(context, value));
            }
        }

        return context.FinishValue(output);
    }

    public static GoValue SingleQuote(RenderContext context, ReadOnlySpan<GoValue> arguments)
    {
        TextBuilder output = context.RentText();
        foreach (GoValue value in arguments)
        {
            if (!value.IsNil)
            {
                Space(output);
                output.Append('\'');
                output.Append(Printing.Sprint(context, value));
                output.Append('\'');
            }
        }

        return context.FinishValue(output);
    }

    public static GoValue Cat(RenderContext context, ReadOnlySpan<GoValue> arguments)
    {
        TextBuilder output = context.RentText();
        bool isFirst = true;
        foreach (GoValue value in arguments)
        {
            if (!value.IsNil)
            {
                output.Append(isFirst ? "" : " ");
                output.Append(Printing.Sprint(context, value));
                isFirst = false;
            }
        }

        return context.FinishValue(output);
    }

    public static GoValue Plural(RenderContext context, ReadOnlySpan<GoValue> arguments) => arguments[arguments[2].AsInt64 == 1 ? 0 : 1];

    public static GoValue Join(RenderContext context, ReadOnlySpan<GoValue> arguments)
    {
        string separator = Text(arguments[0]);
        TextBuilder output = context.RentText();
        bool isFirst = true;
        foreach (string part in Strings(context, arguments[1]))
        {
            output.Append(isFirst ? "" : separator);
            output.Append(part);
            isFirst = false;
        }

        return context.FinishValue(output);
    }

    public static GoValue SortAlpha(RenderContext context, ReadOnlySpan<GoValue> arguments)
    {
        if (Execution.Pointers.Follow(arguments[0]).AsList() is null)
        {
            return context.List(GoType.StringList, [GoValue.FromString(Printing.Sprint(context, arguments[0]))]);
        }

        List<string> sorted = Strings(context, arguments[0]);
        sorted.Sort(GoText.Comparison);
        return StringList(context, sorted);
    }

    public static GoValue ToText(RenderContext context, ReadOnlySpan<GoValue> arguments) => GoValue.FromString(Printing.Sprint(context, arguments[0]));

    public static GoValue ToTexts(RenderContext context, ReadOnlySpan<GoValue> arguments) => StringList(context, Strings(context, arguments[0]));

    public static GoValue SplitList(RenderContext context, ReadOnlySpan<GoValue> arguments) =>
        StringList(context, SplitText(context, Text(arguments[1]), Text(arguments[0]), -1));

    public static GoValue Split(RenderContext context, ReadOnlySpan<GoValue> arguments) =>
        Numbered(context, SplitText(context, Text(arguments[1]), Text(arguments[0]), -1));

    public static GoValue SplitN(RenderContext context, ReadOnlySpan<GoValue> arguments) =>
        Numbered(context, SplitText(context, Text(arguments[2]), Text(arguments[0]), arguments[1].AsInt64));

    /// <summary>A list value of strings.</summary>
    public static GoValue StringList(RenderContext context, List<string> texts)
    {
        GoValue[] items = context.NewItems(texts.Count);
        for (int i = 0; i < items.Length; i++)
        {
            items[i] = GoValue.FromString(texts[i]);
        }

        return GoValue.From(new GoSlice(GoType.StringList, items));
    }

    private static string Text(GoValue value) => value.AsString() ?? "";

    private static void Space(TextBuilder output)
    {
        if (output.Length > 0)
        {
            output.Append(' ');
        }
    }

    /// <summary>A text with each character mapped; a byte that is no character becomes U+FFFD.</summary>
    public static GoValue Map(RenderContext context, GoValue value, Func<int, int> mapping)
    {
        string text = Text(value);
        TextBuilder output = context.RentText();
        for (int i = 0; i < text.Length;)
        {
            int rune = GoText.RuneAt(text, i, out int width, out _);
            output.AppendRune(mapping(rune));
            i += width;
        }

        return context.FinishValue(output);
    }

    private static GoValue Indent(RenderContext context, string before, long count, string text)
    {
        if (count < 0)
        {
            context.Fail("strings: negative Repeat count");
        }

        TextBuilder output = context.RentText();
        output.EnsureRoom(count, text.AsSpan().Count('\n') + 1L);
        output.Append(before);
        output.Append(' ', (int)count);
        int at = 0;
        for (int line = text.IndexOf('\n', at); line >= 0; line = text.IndexOf('\n', at))
        {
            output.Append(text.AsSpan(at, line + 1 - at));
            output.Append(' ', (int)count);
            at = line + 1;
        }

        output.Append(text.AsSpan(at));
        return context.FinishValue(output);
    }

    // A value as a list of strings: elements of a list that are not nil, or the value itself.
    private static List<string> Strings(RenderContext context, GoValue value)
    {
        var texts = new List<string>();
        if (value.AsList() is { } list)
        {
            context.Charge(list.Count * 8L);
            for (int i = 0; i < list.Count; i++)
            {
                GoValue item = list[i];
                if (!item.IsNil)
                {
                    texts.Add(Printing.Sprint(context, item));
                }
            }
        }
        else if (!value.IsNil)
        {
            texts.Add(Printing.Sprint(context, value));
        }

        return texts;
    }

    // Go's strings.SplitN: an empty separator splits into characters.
    private static List<string> SplitText(RenderContext context, string text, string separator, long limit)
    {
        var parts = new List<string>();
        if (limit == 0)
        {
            return parts;
        }

        int at = 0;
        while (limit < 0 || parts.Count < limit - 1)
        {
            int end;
            if (separator.Length > 0)
            {
                end = text.IndexOf(separator, at, StringComparison.Ordinal);
                if (end < 0)
                {
                    break;
                }
            }
            else
            {
                if (at >= text.Length)
                {
                    return parts;
                }

                _ = GoText.RuneAt(text, at, out int width, out _);
                end = at + width;
            }

            Add(text[at..end]);
            at = end + separator.Length;
        }

        if (separator.Length > 0 || at < text.Length)
        {
            Add(text[at..]);
        }

        return parts;

        void Add(string part)
        {
            context.Charge((part.Length * 2L) + 40);
            parts.Add(part);
        }
    }

    private static GoValue Numbered(RenderContext context, List<string> parts)
    {
        context.Charge(parts.Count * 80L);
        var map = new GoDictionary(GoType.StringMap, parts.Count);
        for (int i = 0; i < parts.Count; i++)
        {
            map.Set(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"_{i}"), GoValue.FromString(parts[i]));
        }

        return GoValue.From(map);
    }
}
