namespace Istiod.Config;

/// <summary>Bytes with value equality.</summary>
public readonly struct ByteString(byte[]? bytes) : IEquatable<ByteString>
{
    private readonly byte[]? _bytes = bytes;

    /// <summary>The bytes, which nobody may change.</summary>
    public ReadOnlyMemory<byte> Memory => _bytes;

    /// <inheritdoc/>
    public bool Equals(ByteString other) => Memory.Span.SequenceEqual(other.Memory.Span);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is ByteString other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        HashCode hash = default;
        hash.AddBytes(Memory.Span);
        return hash.ToHashCode();
    }

    /// <summary>Same as <see cref="Equals(ByteString)"/>.</summary>
    public static bool operator ==(ByteString left, ByteString right) => left.Equals(right);

    /// <summary>Opposite of <see cref="Equals(ByteString)"/>.</summary>
    public static bool operator !=(ByteString left, ByteString right) => !left.Equals(right);
}
