using System.Security.Cryptography.X509Certificates;
using Istiod.Security.Certificates;

namespace Istiod.Security;

/// <summary>Checks requests against the caller's identities and has them signed elsewhere, as they are.</summary>
/// <remarks>istiod: security/pkg/pki/ra/common.go, k8s_ra.go.</remarks>
public sealed class RegistrationAuthority : ICertificateIssuer
{
    private readonly IRequestSigner _signer;
    private readonly RegistrationOptions _options;
    private readonly TimeProvider _time;

    /// <summary>An authority before <paramref name="signer"/>.</summary>
    public RegistrationAuthority(IRequestSigner signer, RegistrationOptions options, TimeProvider time)
    {
        _signer = signer;
        _options = options;
        _time = time;
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<string>> IssueAsync(IssueOrder order, CancellationToken cancellation)
    {
        Check(order);
        _options.Lifetimes.Of(order.Lifetime);
        string signer = SignerOf(order.Signer);
        string chain;
        try
        {
            chain = await _signer.SignAsync(order.RequestPem, signer, order.Lifetime, cancellation);
        }
        catch (IOException e)
        {
            throw new IssueException(IssueFault.Generation, e.Message, e);
        }

        List<string> answer = [];
        Add(answer, chain);
        if (order.Signer.Length > 0 && _options.RootsPem.Length == 0)
        {
            AddRootOf(answer, chain, signer);
        }

        if (_options.RootsPem.Length > 0)
        {
            answer.Add(_options.RootsPem);
        }

        return answer;
    }

    private static void Add(List<string> answer, string pem)
    {
        foreach (string part in PemText.Split(pem))
        {
            answer.Add(part + "\n");
        }
    }

    // Only what istio-agent and ztunnel ask for: their own identity as the one name, and nothing else.
    private static void Check(IssueOrder order)
    {
        bool isGood;
        try
        {
            SigningRequest request = SigningRequest.Parse(order.RequestPem);
            isGood = request.HasPlainSubject && !request.HasOtherExtensions && request.Names is { Count: <= 1 } names
                && (names.Count == 0 || (names[0].Tag == SubjectNames.Uri && order.Identities.Contains(names[0].Text)));
        }
        catch (FormatException)
        {
            isGood = false;
        }

        if (!isGood)
        {
            throw new IssueException(IssueFault.Request, "unable to validate SAN Identities in CSR");
        }
    }

    private string SignerOf(string named)
    {
        if (named.Length == 0)
        {
            return _options.DefaultSigner;
        }

        return _options.SignerDomain.Length > 0
            ? _options.SignerDomain + "/" + named
            : throw new IssueException(IssueFault.Generation, $"certSignerDomain is required for signer {named}");
    }

    // The root by mesh config wins over the chain's own end; whichever it is must be above the leaf.
    private void AddRootOf(List<string> answer, string chainPem, string signer)
    {
        X509Certificate2Collection chain = CertificateChains.ReadUsable(chainPem);
        string own = "";
        if (chain.Count > 0 && chain[^1].SubjectName.RawData.AsSpan().SequenceEqual(chain[^1].IssuerName.RawData))
        {
            own = PemText.Certificate(chain[^1].RawData);
        }

        string configured = _options.RootsOf(signer);
        string root = configured.Length > 0 ? configured : own;
        if (root.Length == 0 || chain.Count == 0)
        {
            throw new IssueException(IssueFault.Request, "failed to find root cert from either signed cert-chain or mesh config");
        }

        if (!CertificateChains.IsTrusted(
            chain[0], chain, CertificateChains.ReadUsable(root), isClient: false, _time.GetUtcNow(), out string why))
        {
            throw new IssueException(IssueFault.Request, $"root cert from signed cert-chain is invalid ({why})");
        }

        if (configured.Length > 0 && configured.Trim() != own.Trim())
        {
            Add(answer, configured);
        }
    }
}
