using System.Globalization;
using Istiod.GoTemplate.Formatting;

namespace Istiod.GoTemplate;

/// <summary>A growing text with a largest length. Not for several threads.</summary>
internal sealed class TextBuilder
{
    private readonly string _limitMessage;
    private readonly RenderContext? _context;
    private Printer? _printer;
    private char[] _buffer;
    private int _length;

    /// <summary>An empty text.</summary>
    /// <param name="maxLength">UTF-16 units; more throws <see cref="LimitException"/>.</param>
    public TextBuilder(long maxLength, string limitMessage, int capacity = 256)
    {
        MaxLength = maxLength;
        _limitMessage = limitMessage;
        _buffer = new char[capacity];
    }

    /// <summary>An empty text for a value of a render, whose memory is counted there.</summary>
    public TextBuilder(RenderContext context)
        : this(0, "a value takes too much memory", 0) => _context = context;

    /// <summary>Prints into this text; of a render's builder only.</summary>
    public Printer Printer => _printer ??= new Printer(this, _context!); // set where values are built

    public long MaxLength { get; set; }

    public int Length
    {
        get => _length;
        set => _length = value;
    }

    public ReadOnlySpan<char> Span => _buffer.AsSpan(0, _length);

    public Span<char> MutableSpan => _buffer.AsSpan(0, _length);

    public int Capacity => _buffer.Length;

    public void Append(char unit)
    {
        if (_length == _buffer.Length)
        {
            Grow(1);
        }

        _buffer[_length++] = unit;
    }

    public void Append(ReadOnlySpan<char> text)
    {
        if (text.Length > _buffer.Length - _length)
        {
            Grow(text.Length);
        }

        text.CopyTo(_buffer.AsSpan(_length));
        _length += text.Length;
    }

    public void Append(char unit, int count)
    {
        if (count > _buffer.Length - _length)
        {
            Grow(count);
        }

        _buffer.AsSpan(_length, count).Fill(unit);
        _length += count;
    }

    public void AppendRune(int rune)
    {
        if (rune < 0x10000)
        {
            Append((char)rune);
        }
        else
        {
            Append((char)(0xD800 + ((rune - 0x10000) >> 10)));
            Append((char)(0xDC00 + ((rune - 0x10000) & 0x3FF)));
        }
    }

    public void Append(long number)
    {
        Span<char> digits = stackalloc char[20];
        _ = number.TryFormat(digits, out int written, default, CultureInfo.InvariantCulture);
        Append(digits[..written]);
    }

    public void Append(ulong number)
    {
        Span<char> digits = stackalloc char[20];
        _ = number.TryFormat(digits, out int written, default, CultureInfo.InvariantCulture);
        Append(digits[..written]);
    }

    /// <summary>Throws if so many more units of so many parts would go beyond the largest length.</summary>
    public void EnsureRoom(long count, long length)
    {
        if ((Int128)count * length > MaxLength - _length)
        {
            throw new LimitException(_limitMessage);
        }
    }

    /// <summary>Inserts copies of a unit at a position.</summary>
    public void Insert(int index, char unit, int count)
    {
        int moved = _length - index;
        Append(unit, count);
        Span<char> all = MutableSpan;
        all.Slice(index, moved).CopyTo(all[(index + count)..]);
        all.Slice(index, count).Fill(unit);
    }

    public override string ToString() => new(Span);

    private void Grow(int more)
    {
        long needed = (long)_length + more;
        if (needed > MaxLength)
        {
            throw new LimitException(_limitMessage);
        }

        int capacity = (int)Math.Min(Math.Max(Math.Max(needed, 256), _buffer.Length * 2L), Math.Max(MaxLength, needed));
        _context?.Charge(capacity * 2L);
        Array.Resize(ref _buffer, capacity);
    }
}
