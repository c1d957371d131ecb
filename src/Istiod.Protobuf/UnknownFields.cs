namespace Istiod.Protobuf;

/// <summary>Fields that the type does not know, tag and value, as they came.</summary>
internal sealed class UnknownFields
{
    private byte[] _bytes = [];

    /// <summary>Bytes held.</summary>
    public int Length { get; private set; }

    /// <summary>All of them, in order of arrival.</summary>
    public ReadOnlySpan<byte> Span => _bytes.AsSpan(0, Length);

    /// <summary>Appends one field; grows by doubling, so that many fields cost linear time.</summary>
    public void Add(ReadOnlySpan<byte> field)
    {
        int needed = Length + field.Length;
        if (needed > _bytes.Length)
        {
            Array.Resize(ref _bytes, Length == 0 ? needed : Math.Max(needed, Length * 2));
        }

        field.CopyTo(_bytes.AsSpan(Length));
        Length = needed;
    }

    /// <summary>Same bytes; none at all equals null.</summary>
    public static bool Equal(UnknownFields? a, UnknownFields? b) =>
        ReferenceEquals(a, b) || (a is null ? default : a.Span).SequenceEqual(b is null ? default : b.Span);
}
