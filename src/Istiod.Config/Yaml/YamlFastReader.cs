using System.Buffers;
using System.Text;
using Istiod.Config.Json;

namespace Istiod.Config.Yaml;

/// <summary>
/// Reads the plain part of YAML that most objects are written in: block maps and lists, lists of scalars in brackets, scalars on one
/// line, literal blocks, braces around keys with scalars, comments on their own lines, printable ASCII. Whatever else a text holds, and every fault, it declines, and the full parser decides.
/// </summary>
/// <remarks>About ten times as fast as the full parser. A test holds both against each other over every recorded file.</remarks>
internal ref struct YamlFastReader(ReadOnlySpan<byte> text, YamlOptions options)
{
    private const int MaxDepth = 64;
    private const int End = -1;

    private static readonly SearchValues<byte> s_key =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./-"u8);

    // What a plain scalar between brackets may mean more with than on a line of its own.
    private static readonly SearchValues<byte> s_indicators = SearchValues.Create("[]{}:#?&*!|>%@`"u8);

    private readonly ReadOnlySpan<byte> _text = text;
    private readonly YamlOptions _options = options;
    private int _next;
    private int _line;
    private int _depth;

    // The current line: its column, and its content without spaces around. At the end of the text the column is -1.
    private int _column;
    private ReadOnlySpan<byte> _content;

    /// <summary>The content, or null if the full parser has to decide.</summary>
    public static DataNode? TryRead(ReadOnlySpan<byte> text, YamlOptions options)
    {
        if (options.IsStrict || text.Length > options.MaxBytes || text.Length > options.MaxNodes)
        {
            return null;
        }

        // Printable ASCII and line feeds only; a line of three dashes or dots cannot begin a content that is taken below.
        foreach (byte b in text)
        {
            if (b is (< 0x20 or > 0x7E) and not (byte)'\n')
            {
                return null;
            }
        }

        YamlFastReader reader = new(text, options);
        reader.NextLine();
        if (reader._column == End)
        {
            return null;
        }

        DataNode? root = reader.Block();
        return reader._column == End ? root : null;
    }

    /// <summary>A map or a list that begins on the current line. Null declines, here and below.</summary>
    private DataNode? Block()
    {
        if (++_depth > Math.Min(MaxDepth, _options.MaxDepth))
        {
            return null;
        }

        DataNode? node = IsDash(_content) ? List(_column) : KeyLength(_content) > 0 ? Map(_column) : null;
        _depth--;
        return node;
    }

    private DataNode? Map(int column)
    {
        DataNode map = DataNode.Object(_line);
        while (_column == column)
        {
            int length = KeyLength(_content);
            if (length == 0)
            {
                return null;
            }

            string key = Utf8Interner.Get(_content[..length]);
            if (IsWord(key))
            {
                return null;
            }

            ReadOnlySpan<byte> rest = _content[(length + 1)..].TrimStart((byte)' ');
            DataNode? value = rest.IsEmpty ? Below(column, listAtSameColumn: true) : Inline(rest, column);
            if (value is null || _column > column)
            {
                return null;
            }

            map.Set(key, value);
        }

        return map;
    }

    private DataNode? List(int column)
    {
        DataNode list = DataNode.Array(_line);
        while (_column == column && IsDash(_content))
        {
            ReadOnlySpan<byte> rest = _content[1..].TrimStart((byte)' ');
            DataNode? item;
            if (rest.IsEmpty)
            {
                item = Below(column, listAtSameColumn: false);
            }
            else if (IsDash(rest))
            {
                return null;
            }
            else if (KeyLength(rest) > 0)
            {
                // A map whose first key stands behind the dash: its column is that of the key.
                _column += _content.Length - rest.Length;
                _content = rest;
                item = Block();
            }
            else
            {
                item = Inline(rest, column);
            }

            if (item is null || _column > column)
            {
                return null;
            }

            list.Add(item);
        }

        return list;
    }

    /// <summary>What stands on deeper lines below a key or dash, else null in YAML's sense.</summary>
    private DataNode? Below(int column, bool listAtSameColumn)
    {
        int line = _line;
        NextLine();
        return _column > column || (listAtSameColumn && _column == column && IsDash(_content)) ? Block() : DataNode.Null(line);
    }

    /// <param name="column">Column of the key or dash that the value stands behind.</param>
    private DataNode? Inline(ReadOnlySpan<byte> value, int column)
    {
        switch (value[0])
        {
            case (byte)'|':
                return Literal(value, column);
            case (byte)'{' when !value.SequenceEqual("{}"u8):
                return Braced(value);
            default:
                break;
        }

        DataNode? node = Scalar(value);
        NextLine();
        return node;
    }

    private readonly DataNode? Scalar(ReadOnlySpan<byte> value)
    {
        byte first = value[0];
        switch (first)
        {
            case (byte)'"' or (byte)'\'':
                ReadOnlySpan<byte> inner = value[1..];
                return inner.IndexOfAny(first, (byte)'\\') == inner.Length - 1 && inner.Length > 0 && inner[^1] == first
                    ? DataNode.String(Utf8Interner.Get(inner[..^1]), _line)
                    : null;
            case (byte)'{':
                return value.SequenceEqual("{}"u8) ? DataNode.Object(_line) : null;
            case (byte)'[':
                return Bracketed(value);
            default:
                return Plain(value);
        }
    }

    /// <summary>A literal block whose indentation its first line tells; its end is kept or stripped.</summary>
    private DataNode? Literal(ReadOnlySpan<byte> mark, int column)
    {
        bool isStripped = mark.SequenceEqual("|-"u8);
        if (!isStripped && !mark.SequenceEqual("|"u8))
        {
            return null;
        }

        int line = _line;
        int indent = -1;
        int blanks = 0;
        StringBuilder text = new();
        while (_next < _text.Length)
        {
            ReadOnlySpan<byte> rest = _text[_next..];
            int end = rest.IndexOf((byte)'\n');
            ReadOnlySpan<byte> raw = end < 0 ? rest : rest[..end];
            int depth = raw.IndexOfAnyExcept((byte)' ');
            if (depth < 0)
            {
                // Spaces beyond the indentation would be text; before the first line they would be a fault.
                if (raw.Length > (indent < 0 ? column : indent))
                {
                    return null;
                }

                blanks++;
            }
            else
            {
                if (indent < 0)
                {
                    indent = depth > column ? depth : -1;
                }

                if (indent < 0 || depth < indent)
                {
                    break;
                }

                text.Append('\n', text.Length == 0 ? 0 : 1).Append('\n', blanks).Append(Encoding.ASCII.GetString(raw[indent..]));
                blanks = 0;
            }

            _next += end < 0 ? rest.Length : end + 1;
            _line++;
        }

        if (text.Length == 0 || text[0] == '\n')
        {
            return null;
        }

        NextLine();
        return DataNode.String(isStripped ? text.ToString() : text.Append('\n').ToString(), line);
    }

    /// <summary>Keys with scalars in braces, over any number of lines; nothing may stand behind the closing brace.</summary>
    private DataNode? Braced(ReadOnlySpan<byte> value)
    {
        DataNode map = DataNode.Object(_line);

        // The value is a part of the text that ends where its line ends, spaces left out.
        int lineStart = _text[..Math.Max(_next - 1, 0)].LastIndexOf((byte)'\n') + 1;
        int at = lineStart + _text[lineStart..].IndexOf(value) + 1;
        while (true)
        {
            at = SkipSpace(at);
            if (at < _text.Length && _text[at] == (byte)'}')
            {
                break;
            }

            ReadOnlySpan<byte> rest = _text[Math.Min(at, _text.Length)..];
            int length = rest.IndexOfAnyExcept(s_key);
            if (length <= 0 || !IsLetter(rest[0]) || length + 1 >= rest.Length || rest[length] != (byte)':' || rest[length + 1] != (byte)' ')
            {
                return null;
            }

            string key = Utf8Interner.Get(rest[..length]);
            rest = rest[(length + 2)..].TrimStart((byte)' ');
            int size = ScalarLength(rest);
            if (size <= 0 || IsWord(key) || Scalar(rest[..size].TrimEnd((byte)' ')) is not { } item)
            {
                return null;
            }

            map.Set(key, item);
            at = SkipSpace(_text.Length - rest.Length + size);
            if (at < _text.Length && _text[at] == (byte)',')
            {
                at++;
            }
            else if (at >= _text.Length || _text[at] != (byte)'}')
            {
                return null;
            }
        }

        ReadOnlySpan<byte> behind = _text[(at + 1)..];
        int lineEnd = behind.IndexOf((byte)'\n');
        if ((lineEnd < 0 ? behind : behind[..lineEnd]).IndexOfAnyExcept((byte)' ') >= 0)
        {
            return null;
        }

        _line += _text[Math.Min(_next, at)..at].Count((byte)'\n');
        _next = lineEnd < 0 ? _text.Length : at + 1 + lineEnd + 1;
        NextLine();
        return map;
    }

    private readonly int SkipSpace(int at)
    {
        while (at < _text.Length && _text[at] is (byte)' ' or (byte)'\n')
        {
            at++;
        }

        return at;
    }

    /// <summary>Length of a scalar between braces: in quotes on one line, or plain without what may mean more; 0 if it is none.</summary>
    private static int ScalarLength(ReadOnlySpan<byte> rest)
    {
        if (rest.IsEmpty)
        {
            return 0;
        }

        if (rest[0] is (byte)'"' or (byte)'\'')
        {
            int close = rest[1..].IndexOfAny(rest[0], (byte)'\\', (byte)'\n');
            return close < 0 || rest[close + 1] != rest[0] || (close + 2 < rest.Length && rest[close + 2] == rest[0]) ? 0 : close + 2;
        }

        int end = rest.IndexOfAnyExcept(s_key);
        return end > 0 && rest[end] is (byte)',' or (byte)'\n' or (byte)'}' or (byte)' ' ? end : 0;
    }

    /// <summary>A list of scalars in brackets on one line.</summary>
    private readonly DataNode? Bracketed(ReadOnlySpan<byte> value)
    {
        if (value[^1] != (byte)']')
        {
            return null;
        }

        DataNode list = DataNode.Array(_line);
        ReadOnlySpan<byte> rest = value[1..^1].Trim((byte)' ');
        if (rest.IsEmpty)
        {
            return list;
        }

        while (true)
        {
            // A comma inside quotes leaves a part without its closing quote, which is declined below.
            int comma = rest.IndexOf((byte)',');
            ReadOnlySpan<byte> part = (comma < 0 ? rest : rest[..comma]).Trim((byte)' ');
            if (part.IsEmpty
                || (part[0] is not ((byte)'"' or (byte)'\'') && part.IndexOfAny(s_indicators) >= 0)
                || Scalar(part) is not { } item)
            {
                return null;
            }

            list.Add(item);
            if (comma < 0)
            {
                return list;
            }

            rest = rest[(comma + 1)..];
        }
    }

    private readonly DataNode? Plain(ReadOnlySpan<byte> value)
    {
        byte first = value[0];
        bool isLetter = IsLetter(first);
        bool isDigit = first is >= (byte)'0' and <= (byte)'9';
        if ((!isLetter && !isDigit && first is not ((byte)'/' or (byte)'.' or (byte)'_' or (byte)'$')
                && !(first == (byte)'-' && value.Length > 2 && value[1] == (byte)'-' && IsLetter(value[2])))
            || value[^1] == (byte)':'
            || value.IndexOf(": "u8) >= 0
            || value.IndexOf(" #"u8) >= 0)
        {
            return null;
        }

        if (isDigit && first != (byte)'0' && value.Length <= 18 && !value.ContainsAnyExceptInRange((byte)'0', (byte)'9'))
        {
            return DataNode.Number(Utf8Interner.Get(value), _line);
        }

        string plain = Utf8Interner.Get(value);
        return isLetter && !IsWord(plain) ? DataNode.String(plain, _line) : YamlScalar.ResolvePlain(plain, _line, _options);
    }

    /// <summary>Length of a key at the start of a content, 0 if none that is taken here: a letter, then letters, digits and - _ . /.</summary>
    private static int KeyLength(ReadOnlySpan<byte> content)
    {
        int end = content.IndexOfAnyExcept(s_key);
        return end > 0 && content[end] == (byte)':' && IsLetter(content[0]) && (end + 1 == content.Length || content[end + 1] == (byte)' ')
            ? end
            : 0;
    }

    private static bool IsLetter(byte c) => (c | 0x20) is >= (byte)'a' and <= (byte)'z';

    private static bool IsDash(ReadOnlySpan<byte> content) =>
        !content.IsEmpty && content[0] == (byte)'-' && (content.Length == 1 || content[1] == (byte)' ');

    /// <summary>Whether a text that begins with a letter is not simply a text.</summary>
    private static bool IsWord(string text) =>
        text.Length <= 5 && text[0] is ('y' or 'Y' or 'n' or 'N' or 't' or 'T' or 'f' or 'F' or 'o' or 'O') && YamlScalar.IsWord(text);

    /// <summary>Goes to the next line that is neither blank nor a comment.</summary>
    private void NextLine()
    {
        while (_next < _text.Length)
        {
            ReadOnlySpan<byte> rest = _text[_next..];
            int end = rest.IndexOf((byte)'\n');
            ReadOnlySpan<byte> line = end < 0 ? rest : rest[..end];
            _next += end < 0 ? rest.Length : end + 1;
            _line++;
            ReadOnlySpan<byte> content = line.TrimStart((byte)' ');
            if (!content.IsEmpty && content[0] != (byte)'#')
            {
                _column = line.Length - content.Length;
                _content = content.TrimEnd((byte)' ');
                return;
            }
        }

        _column = End;
        _content = default;
    }
}
