using Istiod.Grpc;
using Istiod.Protobuf;
using Istiod.Protos.Istio.V1.Auth;
using Microsoft.Extensions.Logging;

namespace Istiod.Security;

/// <summary>The certificate service: one unary method, answered by an <see cref="ICertificateIssuer"/>.</summary>
/// <remarks>istiod: security/pkg/server/ca/server.go:CreateCertificate.</remarks>
public sealed class CsrService
{
    /// <summary>Path of the method.</summary>
    public const string Path = "/istio.v1.auth.IstioCertificateService/CreateCertificate";

    private const string ImpersonatedIdentity = "ImpersonatedIdentity";
    private const string CertSigner = "CertSigner";

    // beyond this a TimeSpan overflows; it is above any limit that can be set
    private const long MaxSeconds = 100L * 366 * 24 * 3600;

    private readonly ICertificateIssuer _issuer;
    private readonly NodeAuthorizer? _nodes;
    private readonly CsrMetrics _metrics;
    private readonly ILogger _log;

    /// <summary>A service.</summary>
    /// <param name="issuer">Signs.</param>
    /// <param name="nodes">Allows impersonation; <c>null</c> if nobody may.</param>
    /// <param name="metrics">Counts.</param>
    /// <param name="log">Scope <c>serverca</c>.</param>
    /// <param name="callers">Who may ask, if that is not who may do anything else.</param>
    public CsrService(ICertificateIssuer issuer, NodeAuthorizer? nodes, CsrMetrics metrics, ILogger log, IPeerAuthenticator? callers = null)
    {
        _issuer = issuer;
        _nodes = nodes;
        _metrics = metrics;
        _log = log;
        Method = GrpcMethod.Unary<IstioCertificateRequest, IstioCertificateResponse>(Path, CreateAsync, RefusedCaller, callers);
    }

    /// <summary>For the dispatcher of a port.</summary>
    public GrpcMethod Method { get; }

    private async ValueTask<IstioCertificateResponse> CreateAsync(IstioCertificateRequest request, ServerStream stream)
    {
        _metrics.Requests.Increment();
        if (stream.Identity is not { } caller)
        {
            _metrics.NotAuthenticated.Increment();
            throw new GrpcException(GrpcStatusCode.Unauthenticated, "request authenticate failure");
        }

        IReadOnlyList<string> identities = caller.Identities;
        string wanted = Text(request.Metadata, ImpersonatedIdentity);
        if (wanted.Length > 0)
        {
            string? refusal = _nodes is null
                ? "impersonation not allowed, as node authorizer (CA_TRUSTED_NODE_ACCOUNTS) is not configured"
                : _nodes.Refuse(caller.Kubernetes, wanted);
            if (refusal is not null)
            {
                _metrics.NotAuthenticated.Increment();
                SecurityLog.ImpersonationRefused(_log, wanted.Length <= 256 ? wanted : wanted[..256], refusal);
                throw new GrpcException(GrpcStatusCode.Unauthenticated, "request impersonation authentication failure");
            }

            identities = [wanted];
        }

        IstioCertificateResponse answer = new();
        try
        {
            TimeSpan lifetime = TimeSpan.FromSeconds(Math.Clamp(request.ValidityDuration, -1, MaxSeconds));
            IssueOrder order = new(request.Csr, identities, lifetime, Text(request.Metadata, CertSigner));
            answer.CertChain.AddRange(await _issuer.IssueAsync(order, stream.Cancellation));
        }
        catch (IssueException e)
        {
            _metrics.SigningErrors.With(e.Label).Increment();
            SecurityLog.SigningFailed(_log, e.Message);
            GrpcStatusCode code = e.Fault is IssueFault.Request or IssueFault.Lifetime ? GrpcStatusCode.InvalidArgument : GrpcStatusCode.Internal;
            throw new GrpcException(code, $"CSR signing error ({e.Message})");
        }

        _metrics.Issued.Increment();
        return answer;
    }

    private GrpcStatus RefusedCaller(GrpcStatus status)
    {
        _metrics.Requests.Increment();
        _metrics.NotAuthenticated.Increment();
        return status.Code == GrpcStatusCode.Unauthenticated
            ? new GrpcStatus(GrpcStatusCode.Unauthenticated, "request authenticate failure")
            : status;
    }

    private static string Text(Struct? metadata, string key) =>
        metadata is not null && metadata.Fields.TryGetValue(key, out Value? value) && value.Kind == ValueKind.String
            ? value.StringValue
            : "";
}
