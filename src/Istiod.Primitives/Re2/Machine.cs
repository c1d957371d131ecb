using System.Buffers;
using System.Text;

namespace Istiod.Primitives.Re2;

/// <summary>Runs a program over a text: all ways at once, one character at a time, the preferred way first (Pike's simulation).</summary>
/// <remarks>Time is at most proportional to program size times text length. Leftmost match, and of those the one Perl would take.</remarks>
internal ref struct Machine : IDisposable
{
    private const int Restore = int.MinValue;

    private readonly RegexProgram _program;
    private readonly ReadOnlySpan<char> _text;
    private readonly int[] _work;
    private readonly int[] _stack;
    private readonly int _slots;
    private ThreadList _now;
    private ThreadList _next;

    /// <param name="slots">How many positions are asked for; 0 if only whether there is a match.</param>
    public Machine(RegexProgram program, ReadOnlySpan<char> text, int slots)
    {
        _program = program;
        _text = text;
        _slots = slots;
        int size = program.Code.Length;
        _now = new ThreadList(size, slots);
        _next = new ThreadList(size, slots);
        _work = ArrayPool<int>.Shared.Rent(Math.Max(1, slots));

        // At most one entry for each place, and three numbers to put a noted position back.
        _stack = ArrayPool<int>.Shared.Rent(4 * size);
    }

    /// <summary>Places that may still be visited; below 0 the run was given up.</summary>
    public long Budget { get; set; } = long.MaxValue;

    public void Dispose()
    {
        _now.Dispose();
        _next.Dispose();
        ArrayPool<int>.Shared.Return(_work);
        ArrayPool<int>.Shared.Return(_stack);
    }

    /// <summary>Looks for the first match that begins at <paramref name="from"/> or later.</summary>
    /// <param name="whole">Whether it has to span the text from there to the end.</param>
    /// <param name="found">Gets the positions; −1 for groups that took no part.</param>
    public bool TryRun(int from, bool whole, Span<int> found)
    {
        bool matched = false;
        _now.Clear();
        for (int at = from; ; )
        {
            if (_now.Count == 0)
            {
                if (matched || (at > from && whole) || (at > 0 && _program.IsAnchored))
                {
                    return matched;
                }

                if (_program.Prefix.Length > 0 && !whole)
                {
                    int skip = _text[at..].IndexOf(_program.Prefix, StringComparison.Ordinal);
                    if (skip < 0)
                    {
                        return false;
                    }

                    at += skip;
                }
            }

            if (!matched && (!whole || at == from))
            {
                _work.AsSpan(0, _slots).Fill(-1);
                Follow(ref _now, _program.Start, at);
            }

            Budget -= _now.Count + 1;
            if (Budget < 0)
            {
                return false;
            }

            int rune = Decode(at, out int width);
            _next.Clear();
            if (TryStep(at, width, rune, whole, found))
            {
                matched = true;
                if (_slots == 0)
                {
                    return true;
                }
            }

            if (width == 0)
            {
                return matched;
            }

            (_now, _next) = (_next, _now);
            at += width;
        }
    }

    /// <summary>Moves all places over one character; a match ends those less preferred.</summary>
    private bool TryStep(int at, int width, int rune, bool whole, Span<int> found)
    {
        Instruction[] code = _program.Code;
        for (int i = 0; i < _now.Count; i++)
        {
            ref readonly Instruction instruction = ref code[_now[i]];
            switch (instruction.Kind)
            {
                case InstructionKind.Match when !whole || at == _text.Length:
                    _now.Saved(i).CopyTo(found);
                    return true;
                case InstructionKind.Rune when instruction.Argument == rune && width > 0:
                case InstructionKind.Set when width > 0 && _program.Sets[instruction.Argument].Contains(rune):
                    _now.Saved(i).CopyTo(_work);
                    Follow(ref _next, instruction.Next, at + width);
                    break;
                default:
                    break;
            }
        }

        return false;
    }

    /// <summary>Adds a place and all that it leads to without taking a character.</summary>
    private readonly void Follow(ref ThreadList list, int place, int at)
    {
        Span<int> work = _work.AsSpan(0, _slots);
        int depth = 0;
        _stack[depth++] = place;
        while (depth > 0)
        {
            place = _stack[--depth];
            if (place == Restore)
            {
                int slot = _stack[--depth];
                work[slot] = _stack[--depth];
                continue;
            }

            while (list.TryAdd(place))
            {
                ref readonly Instruction instruction = ref _program.Code[place];
                if (instruction.Kind == InstructionKind.Split)
                {
                    _stack[depth++] = instruction.Argument;
                }
                else if (instruction.Kind == InstructionKind.Save)
                {
                    if (instruction.Argument < _slots)
                    {
                        _stack[depth++] = work[instruction.Argument];
                        _stack[depth++] = instruction.Argument;
                        _stack[depth++] = Restore;
                        work[instruction.Argument] = at;
                    }
                }
                else if (instruction.Kind != InstructionKind.Assert || !Holds((NodeKind)instruction.Argument, at))
                {
                    work.CopyTo(list.Saved(list.Count - 1));
                    break;
                }

                place = instruction.Next;
            }
        }
    }

    private readonly bool Holds(NodeKind assertion, int at)
    {
        switch (assertion)
        {
            case NodeKind.BeginText:
                return at == 0;
            case NodeKind.EndText:
                return at == _text.Length;
            case NodeKind.BeginLine:
                return at == 0 || _text[at - 1] == '\n';
            case NodeKind.EndLine:
                return at == _text.Length || _text[at] == '\n';
            default:
                bool isBoundary = (at > 0 && IsWord(_text[at - 1])) != (at < _text.Length && IsWord(_text[at]));
                return isBoundary == (assertion == NodeKind.WordBoundary);
        }
    }

    private static bool IsWord(char c) => char.IsAsciiLetterOrDigit(c) || c == '_';

    /// <summary>The character at a position; a lone surrogate reads as U+FFFD, and the end as −1 of no width.</summary>
    private readonly int Decode(int at, out int width)
    {
        if (at >= _text.Length)
        {
            width = 0;
            return -1;
        }

        width = 1;
        char c = _text[at];
        if (!char.IsSurrogate(c))
        {
            return c;
        }

        _ = Rune.DecodeFromUtf16(_text[at..], out Rune rune, out width);
        return rune.Value;
    }
}
