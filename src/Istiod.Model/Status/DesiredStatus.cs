namespace Istiod.Model;

/// <summary>The status that an object should have. A controller writes it; nothing in translation does.</summary>
/// <param name="utf8">JSON of the members of <c>status</c> that are ours; nobody changes it afterwards.</param>
public sealed class DesiredStatus(byte[] utf8) : IEquatable<DesiredStatus>
{
    /// <summary>JSON of the members of <c>status</c> that are ours: a merge patch.</summary>
    public ReadOnlyMemory<byte> Utf8 => utf8;

    /// <inheritdoc/>
    public bool Equals(DesiredStatus? other) => other is not null && Utf8.Span.SequenceEqual(other.Utf8.Span);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as DesiredStatus);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        HashCode hash = default;
        hash.AddBytes(Utf8.Span);
        return hash.ToHashCode();
    }
}
