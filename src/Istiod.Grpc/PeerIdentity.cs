namespace Istiod.Grpc;

/// <summary>Who is at the other end, as an authenticator found out.</summary>
/// <param name="Identities">SPIFFE ids or other names, at least one.</param>
/// <param name="Method">Which authenticator, e.g. <c>ClientCertificate</c>.</param>
public sealed record PeerIdentity(IReadOnlyList<string> Identities, string Method)
{
    /// <summary>What a Kubernetes token told besides; <c>null</c> for callers known in another way.</summary>
    public KubernetesCaller? Kubernetes { get; init; }
}
