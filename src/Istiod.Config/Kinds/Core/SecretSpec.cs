using Istiod.Primitives;

namespace Istiod.Config.Kinds.Core;

/// <summary>A Secret (which has no <c>spec</c>). Not a record: its text must never be printed.</summary>
public sealed class SecretSpec(string type, ValueArray<KeyValuePair<string, ByteString>> data) : IEquatable<SecretSpec>
{
    /// <summary>Type; empty means <c>Opaque</c>.</summary>
    public string Type { get; } = type;

    /// <summary>Bytes by key, ordinal order.</summary>
    public ValueArray<KeyValuePair<string, ByteString>> Data { get; } = data;

    /// <summary>Bytes of <paramref name="key"/>, if present.</summary>
    public bool TryGet(string key, out ReadOnlyMemory<byte> value)
    {
        foreach (KeyValuePair<string, ByteString> item in Data)
        {
            if (string.Equals(item.Key, key, StringComparison.Ordinal))
            {
                value = item.Value.Memory;
                return true;
            }
        }

        value = default;
        return false;
    }

    /// <inheritdoc/>
    public bool Equals(SecretSpec? other) =>
        other is not null && string.Equals(Type, other.Type, StringComparison.Ordinal) && Data.Equals(other.Data);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as SecretSpec);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Type, Data);
}
