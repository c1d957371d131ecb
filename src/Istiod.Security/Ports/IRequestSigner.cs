namespace Istiod.Security;

/// <summary>An outside signer that takes whole requests: the Kubernetes CSR API. The host adapts the Kubernetes client.</summary>
/// <remarks>Create, approve, wait for <c>status.certificate</c>, delete; usages are digital signature, key encipherment, server and client auth.</remarks>
public interface IRequestSigner
{
    /// <summary>Has a request signed.</summary>
    /// <param name="requestPem">The PKCS#10 request, PEM, as the client sent it.</param>
    /// <param name="signerName"><c>spec.signerName</c>.</param>
    /// <param name="lifetime">Wished for; not positive leaves it to the signer.</param>
    /// <param name="cancellation">The call's end.</param>
    /// <returns><c>status.certificate</c>: leaf first, then what the signer adds.</returns>
    /// <exception cref="IOException">The request was denied, failed, or was not signed in time.</exception>
    ValueTask<string> SignAsync(string requestPem, string signerName, TimeSpan lifetime, CancellationToken cancellation);
}
