namespace Istiod.Security;

/// <summary>Answers signing requests of callers whose identity is known: a CA, or a registration authority before another.</summary>
public interface ICertificateIssuer
{
    /// <summary>Issues one certificate.</summary>
    /// <param name="order">What is asked for.</param>
    /// <param name="cancellation">The call's end.</param>
    /// <returns>One element for each certificate, leaf first, each ending in one newline; the last is the whole root bundle.</returns>
    /// <exception cref="IssueException">It is not issued.</exception>
    ValueTask<IReadOnlyList<string>> IssueAsync(IssueOrder order, CancellationToken cancellation);
}
