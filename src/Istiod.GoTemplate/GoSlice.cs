namespace Istiod.GoTemplate;

/// <summary>A slice that owns its elements.</summary>
public sealed class GoSlice : GoList
{
    private readonly GoValue[] _items;
    private readonly int _start;

    /// <summary>A slice over an array that the caller gives away.</summary>
    /// <param name="type">Kind <see cref="GoKind.List"/>.</param>
    /// <param name="items">The elements.</param>
    public GoSlice(GoType type, GoValue[] items)
        : this(type, items, 0, items.Length)
    {
    }

    internal GoSlice(GoType type, GoValue[] items, int start, int count)
    {
        Type = type;
        _items = items;
        _start = start;
        Count = count;
    }

    private GoSlice(GoType type)
        : this(type, [])
    {
        IsNil = true;
    }

    /// <inheritdoc/>
    public override GoType Type { get; }

    /// <inheritdoc/>
    public override int Count { get; }

    /// <inheritdoc/>
    public override bool IsNil { get; }

    /// <inheritdoc/>
    public override GoValue this[int index] => Items[index];

    /// <summary>The elements.</summary>
    public ReadOnlySpan<GoValue> Items => _items.AsSpan(_start, Count);

    internal Span<GoValue> MutableItems => _items.AsSpan(_start, Count);

    /// <summary>The nil slice of a type.</summary>
    public static GoSlice Nil(GoType type) => new(type);

    /// <summary>A part that shares the elements.</summary>
    internal GoSlice Part(int start, int end) => new(Type, _items, _start + start, end - start);
}
