namespace Istiod.Model;

/// <summary>What a Secret or ConfigMap offers to proxies, taken out of its keys. Not a record: its text must never be printed.</summary>
/// <remarks>Bytes are those of the object and never written to. istiod: pilot/pkg/credentials/model.go:CertInfo.</remarks>
public sealed class Credential : IEquatable<Credential>
{
    /// <summary>Chain of a server or client; empty if there is none.</summary>
    public ReadOnlyMemory<byte> Chain { get; init; }

    /// <summary>Key of <see cref="Chain"/>; not empty if that is not.</summary>
    public ReadOnlyMemory<byte> Key { get; init; }

    /// <summary>OCSP answer for <see cref="Chain"/>; <c>null</c> if there is none.</summary>
    public ReadOnlyMemory<byte>? Staple { get; init; }

    /// <summary>Roots for verifying peers; empty if there are none.</summary>
    public ReadOnlyMemory<byte> Roots { get; init; }

    /// <summary>Revoked certificates under <see cref="Roots"/>; <c>null</c> if there is no list.</summary>
    public ReadOnlyMemory<byte>? Revoked { get; init; }

    /// <summary>Logins to registries (<c>kubernetes.io/dockerconfigjson</c>); <c>null</c> if it is another type of secret.</summary>
    public ReadOnlyMemory<byte>? RegistryLogins { get; init; }

    /// <inheritdoc/>
    public bool Equals(Credential? other) =>
        other is not null
        && Same(Chain, other.Chain)
        && Same(Key, other.Key)
        && Same(Staple, other.Staple)
        && Same(Roots, other.Roots)
        && Same(Revoked, other.Revoked)
        && Same(RegistryLogins, other.RegistryLogins);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Credential);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        HashCode hash = default;
        hash.AddBytes(Chain.Span);
        hash.AddBytes(Key.Span);
        hash.AddBytes(Roots.Span);
        return hash.ToHashCode();
    }

    private static bool Same(ReadOnlyMemory<byte> a, ReadOnlyMemory<byte> b) => a.Span.SequenceEqual(b.Span);

    private static bool Same(ReadOnlyMemory<byte>? a, ReadOnlyMemory<byte>? b) =>
        a is { } left && b is { } right ? Same(left, right) : a is null && b is null;
}
