using Istiod.Diagnostics.Metrics;

namespace Istiod.Security;

/// <summary>What the CSR service counts.</summary>
/// <remarks>istiod: security/pkg/server/ca/monitoring.go. Two counters of it never move; they are defined and stay unseen.</remarks>
public sealed class CsrMetrics
{
    /// <summary>Defines the metrics.</summary>
    public CsrMetrics(MetricRegistry registry)
    {
        Requests = registry.Counter("citadel_server_csr_count", "The number of CSRs received by Citadel server.");
        NotAuthenticated = registry.Counter(
            "citadel_server_authentication_failure_count", "The number of authentication failures.");
        registry.Counter("citadel_server_csr_parsing_err_count", "The number of errors occurred when parsing the CSR.");
        registry.Counter(
            "citadel_server_id_extraction_err_count", "The number of errors occurred when extracting the ID from CSR.");
        SigningErrors = registry.Counter(
            "citadel_server_csr_sign_err_count", "The number of errors occurred when signing the CSR.", "error");
        Issued = registry.Counter(
            "citadel_server_success_cert_issuance_count", "The number of certificates issuances that have succeeded.");
    }

    /// <summary>Calls.</summary>
    internal Counter Requests { get; }

    /// <summary>Callers that were refused.</summary>
    internal Counter NotAuthenticated { get; }

    /// <summary>Requests that could not be signed, by kind.</summary>
    internal Counter SigningErrors { get; }

    /// <summary>Certificates issued.</summary>
    internal Counter Issued { get; }
}
