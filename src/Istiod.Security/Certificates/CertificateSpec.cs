namespace Istiod.Security.Certificates;

/// <summary>What a certificate is to say.</summary>
internal readonly ref struct CertificateSpec
{
    /// <summary>Issuer's name, DER.</summary>
    public required ReadOnlySpan<byte> Issuer { get; init; }

    /// <summary>Subject's name, DER.</summary>
    public required ReadOnlySpan<byte> Subject { get; init; }

    /// <summary>Valid from; fractions of a second are dropped.</summary>
    public required DateTimeOffset NotBefore { get; init; }

    /// <summary>Valid until.</summary>
    public required DateTimeOffset NotAfter { get; init; }

    /// <summary>SubjectPublicKeyInfo, DER.</summary>
    public required ReadOnlySpan<byte> PublicKeyInfo { get; init; }

    /// <summary>Whether it may sign others; else it is for TLS servers and clients.</summary>
    public bool IsAuthority { get; init; }

    /// <summary>Identities; none leaves the extension out.</summary>
    public IReadOnlyList<string> Identities { get; init; }

    /// <summary>Subject key identifier; empty leaves it out.</summary>
    public ReadOnlySpan<byte> SubjectKeyId { get; init; }

    /// <summary>Authority key identifier; empty leaves it out.</summary>
    public ReadOnlySpan<byte> AuthorityKeyId { get; init; }
}
