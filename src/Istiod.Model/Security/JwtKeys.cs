namespace Istiod.Model;

/// <summary>Where the keys of a token issuer are published: as a URI, or to be found out from the issuer.</summary>
/// <param name="Uri">JWKS URI; empty if it has to be discovered.</param>
/// <param name="Issuer">Issuer.</param>
public readonly record struct JwtKeysDemand(string Uri, string Issuer) : IComparable<JwtKeysDemand>
{
    /// <summary>Ordinal, by URI, then by issuer.</summary>
    public int CompareTo(JwtKeysDemand other)
    {
        int order = string.CompareOrdinal(Uri, other.Uri);
        return order != 0 ? order : string.CompareOrdinal(Issuer, other.Issuer);
    }
}

/// <summary>Published keys, as the host fetched them.</summary>
/// <param name="Jwks">JSON Web Key Set; empty if fetching failed.</param>
public sealed record JwtKeys(string Jwks);
