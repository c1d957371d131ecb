namespace Istiod.Security;

/// <summary>Settings of a CA that makes its own root.</summary>
public sealed record SelfSignedOptions
{
    /// <summary>Organization in the root: the trust domain.</summary>
    public required string Organization { get; init; }

    /// <summary>Life of the root (<c>CITADEL_SELF_SIGNED_CA_CERT_TTL</c>).</summary>
    public TimeSpan RootLifetime { get; init; } = TimeSpan.FromDays(3650);

    /// <summary>Size of the root's key (<c>CITADEL_SELF_SIGNED_CA_RSA_KEY_SIZE</c>).</summary>
    public int RsaBits { get; init; } = 2048;

    /// <summary>Keep the root in the Secret <c>cacerts</c> if there is none yet (<c>USE_CACERTS_FOR_SELF_SIGNED_CA</c>).</summary>
    public bool UsesCacerts { get; init; }

    /// <summary>Further roots to hand out (root-cert.pem of the CA directory); empty as a rule. Asked again at each rotation.</summary>
    public Func<string> MoreRoots { get; init; } = static () => "";

    /// <summary>Pause between checks of the root (<c>CITADEL_SELF_SIGNED_ROOT_CERT_CHECK_INTERVAL</c>); not positive = no checks.</summary>
    public TimeSpan CheckInterval { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Share of its life left when a root is renewed, percent (<c>CITADEL_SELF_SIGNED_ROOT_CERT_GRACE_PERIOD_PERCENTILE</c>).</summary>
    public int GracePercent { get; init; } = 20;

    /// <summary>Whether the first check is put off at random (<c>CITADEL_ENABLE_JITTER_FOR_ROOT_CERT_ROTATOR</c>).</summary>
    public bool HasJitter { get; init; } = true;
}
