using Istiod.Primitives;

namespace Istiod.Security;

/// <summary>How long certificates live.</summary>
/// <param name="Default">For requests that name none (<c>DEFAULT_WORKLOAD_CERT_TTL</c>).</param>
/// <param name="Longest">What may be asked for (<c>MAX_WORKLOAD_CERT_TTL</c>).</param>
public readonly record struct CertificateLifetimes(TimeSpan Default, TimeSpan Longest)
{
    /// <summary>24 h and 90 d.</summary>
    public static readonly CertificateLifetimes Usual = new(TimeSpan.FromHours(24), TimeSpan.FromDays(90));

    /// <summary>What a request gets.</summary>
    /// <exception cref="IssueException">More is asked for than allowed.</exception>
    public TimeSpan Of(TimeSpan asked)
    {
        if (asked > Longest)
        {
            throw new IssueException(
                IssueFault.Lifetime,
                $"requested TTL {Text(asked)} is greater than the max allowed TTL {Text(Longest)}");
        }

        return asked > TimeSpan.Zero ? asked : Default;
    }

    private static string Text(TimeSpan time) => GoDuration.Format(time.Ticks > long.MaxValue / 100 ? long.MaxValue : time.Ticks * 100);
}
