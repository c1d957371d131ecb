namespace Istiod.GoTemplate.Functions.Sprig;

/// <summary><c>snakecase</c>, <c>kebabcase</c>, <c>camelcase</c>. Source: xstrings v1.5.0 as sprig uses it.</summary>
internal static class WordCases
{
    private enum Kind
    {
        End,
        Number,
        Upper,
        Letters,
        Connector,
        Punctuation,
        Other,
    }

    public static GoValue Snake(RenderContext context, ReadOnlySpan<GoValue> arguments) => Connect(context, arguments[0], '_');

    public static GoValue Kebab(RenderContext context, ReadOnlySpan<GoValue> arguments) => Connect(context, arguments[0], '-');

    public static GoValue Pascal(RenderContext context, ReadOnlySpan<GoValue> arguments)
    {
        string text = arguments[0].AsString() ?? "";
        if (text.Length == 0)
        {
            return arguments[0];
        }

        TextBuilder output = context.RentText();
        int at = 0, rune = 0;
        bool afterUpper = false;
        while (at < text.Length)
        {
            rune = GoText.RuneAt(text, at, out int width, out _);
            at += width;
            if (!IsConnector(rune))
            {
                afterUpper = Runes.IsUpper(rune);
                rune = Runes.ToUpper(rune);
                break;
            }

            // Connectors in front stay.
            output.AppendRune(rune);
        }

        while (at < text.Length)
        {
            int before = rune;
            rune = GoText.RuneAt(text, at, out int width, out _);
            at += width;
            if (IsConnector(before) && !IsConnector(rune))
            {
                afterUpper = Runes.IsUpper(rune);
                rune = Runes.ToUpper(rune);
                continue;
            }

            if (!IsConnector(before) && afterUpper)
            {
                // A run of capitals keeps only its first.
                afterUpper = Runes.IsUpper(rune);
                rune = afterUpper ? Runes.ToLower(rune) : rune;
            }

            output.AppendRune(before);
        }

        output.AppendRune(rune);
        return context.FinishValue(output);
    }

    private static GoValue Connect(RenderContext context, GoValue value, char connector)
    {
        var words = new WordReader(value.AsString() ?? "");
        TextBuilder output = context.RentText();
        (Kind kind, string word) = words.Next();
        while (!words.AtEnd)
        {
            if (kind != Kind.Connector)
            {
                Append(output, kind, word, connector);
            }

            (Kind before, string lastWord) = (kind, word);
            (kind, word) = words.Next();
            if (before == Kind.Number)
            {
                PassLetters();
                ConnectUnlessEnd();
            }
            else if (before == Kind.Connector)
            {
                Append(output, before, lastWord, connector);
            }
            else if (before == Kind.Punctuation)
            {
                continue;
            }
            else if (kind != Kind.Number)
            {
                if (kind is not (Kind.Connector or Kind.Punctuation))
                {
                    output.Append(connector);
                }
            }
            else if (!words.AtEnd)
            {
                NumberBehindWord();
            }
        }

        Append(output, kind, word, connector);
        return context.FinishValue(output);

        void PassLetters()
        {
            while (kind is Kind.Letters or Kind.Number)
            {
                Append(output, kind, word, connector);
                (kind, word) = words.Next();
            }
        }

        void ConnectUnlessEnd()
        {
            if (kind is not (Kind.End or Kind.Connector or Kind.Punctuation))
            {
                output.Append(connector);
            }
        }

        // "Bld4Floor": the number belongs to the word before it; "HTTP2xx": to the letters behind it.
        void NumberBehindWord()
        {
            string number = word;
            (kind, word) = words.Next();
            if (kind != Kind.Letters)
            {
                Append(output, Kind.Number, number, connector);
                if (kind is not (Kind.Connector or Kind.Punctuation))
                {
                    output.Append(connector);
                }

                return;
            }

            output.Append(connector);
            Append(output, Kind.Number, number, connector);
            PassLetters();
            ConnectUnlessEnd();
        }
    }

    private static void Append(TextBuilder output, Kind kind, string word, char connector)
    {
        if (kind is not (Kind.Upper or Kind.Connector))
        {
            output.Append(word);
            return;
        }

        for (int i = 0; i < word.Length;)
        {
            int rune = GoText.RuneAt(word, i, out int width, out _);
            output.AppendRune(IsConnector(rune) ? connector : Runes.ToLower(rune));
            i += width;
        }
    }

    private static bool IsConnector(int rune) => rune is '-' or '_' || Runes.IsSpace(rune);

    private static bool IsAlphabet(int rune) => Runes.IsLetter(rune) && !IsChinese(rune);

    // Chinese characters are letters, but make no words of letters here.
    private static bool IsChinese(int rune) =>
        rune is (>= 0x4E00 and <= 0x9FCC) or (>= 0x3400 and <= 0x4D85) or (>= 0x20000 and <= 0x2B81D);

    /// <summary>Cuts a text into runs of one kind.</summary>
    private sealed class WordReader(string text)
    {
        private int _position;

        public bool AtEnd => _position >= text.Length;

        public (Kind Kind, string Word) Next()
        {
            if (AtEnd)
            {
                return (Kind.End, "");
            }

            int start = _position;
            int first = Take();
            if (IsConnector(first))
            {
                TakeWhile(IsConnector);
                return (Kind.Connector, text[start.._position]);
            }

            if (Runes.IsPunctuation(first))
            {
                TakeWhile(Runes.IsPunctuation);
                return (Kind.Punctuation, text[start.._position]);
            }

            if (Runes.IsUpper(first))
            {
                Capitalized();
                return (Kind.Upper, text[start.._position]);
            }

            if (IsAlphabet(first))
            {
                TakeWhile(IsSmall);
                return (Kind.Letters, text[start.._position]);
            }

            if (Runes.IsNumber(first))
            {
                TakeWhile(Runes.IsNumber);
                return (Kind.Number, text[start.._position]);
            }

            TakeWhile(static rune => !IsConnector(rune) && !IsAlphabet(rune) && !Runes.IsNumber(rune) && !Runes.IsPunctuation(rune));
            return (Kind.Other, text[start.._position]);
        }

        private static bool IsSmall(int rune) => IsAlphabet(rune) && !Runes.IsUpper(rune);

        // "HTTPStatus" is "HTTP" and "Status": the last capital of a run begins the next word.
        private void Capitalized()
        {
            if (AtEnd || !Runes.IsUpper(Peek()))
            {
                TakeWhile(IsSmall);
                return;
            }

            int last = _position;
            while (!AtEnd && Runes.IsUpper(Peek()))
            {
                last = _position;
                Take();
            }

            if (!AtEnd && IsAlphabet(Peek()))
            {
                _position = last;
            }
        }

        private int Peek() => GoText.RuneAt(text, _position, out _, out _);

        private int Take()
        {
            int rune = GoText.RuneAt(text, _position, out int width, out _);
            _position += width;
            return rune;
        }

        private void TakeWhile(Func<int, bool> condition)
        {
            while (!AtEnd && condition(Peek()))
            {
                Take();
            }
        }
    }
}
