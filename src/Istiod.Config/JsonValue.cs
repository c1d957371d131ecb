using System.Text.Json;

namespace Istiod.Config;

/// <summary>A JSON value kept as compact UTF-8, for what is passed through or read later. Equal by bytes.</summary>
public sealed class JsonValue : IEquatable<JsonValue>
{
    private readonly byte[] _utf8;

    /// <summary>Copies the bytes of one complete JSON value.</summary>
    public JsonValue(ReadOnlySpan<byte> utf8) => _utf8 = utf8.ToArray();

    /// <summary>The bytes.</summary>
    public ReadOnlyMemory<byte> Utf8 => _utf8;

    /// <summary>A reader before the first token.</summary>
    public Utf8JsonReader Read() => new(_utf8);

    /// <summary>Parses into a document, which the caller disposes.</summary>
    public JsonDocument Parse() => JsonDocument.Parse(_utf8);

    /// <inheritdoc/>
    public bool Equals(JsonValue? other) => other is not null && _utf8.AsSpan().SequenceEqual(other._utf8);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as JsonValue);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        HashCode hash = default;
        hash.AddBytes(_utf8);
        return hash.ToHashCode();
    }

    /// <summary>The JSON text.</summary>
    public override string ToString() => System.Text.Encoding.UTF8.GetString(_utf8);
}
