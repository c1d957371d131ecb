namespace Istiod.Security;

/// <summary>One wish for a certificate.</summary>
/// <param name="RequestPem">PKCS#10, PEM, from the peer.</param>
/// <param name="Identities">Who the certificate is for; from authentication, never from the request.</param>
/// <param name="Lifetime">Asked for; not positive means the default.</param>
/// <param name="Signer">Signer's name that the peer asks for; empty as a rule.</param>
public readonly record struct IssueOrder(string RequestPem, IReadOnlyList<string> Identities, TimeSpan Lifetime, string Signer);
