namespace Istiod.Security;

/// <summary>One state of a <see cref="TrustBundle"/>.</summary>
/// <param name="RootsPem">Root certificates, PEM, in the order they were given; empty before there are any.</param>
/// <param name="CrlPem">Revocation lists, PEM; empty if there are none.</param>
/// <param name="Generation">Rises with each change; 0 is nothing yet.</param>
public sealed record TrustAnchors(string RootsPem, string CrlPem, long Generation)
{
    /// <summary>Before anything is known.</summary>
    public static readonly TrustAnchors None = new("", "", 0);
}
