using Istiod.Grpc;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Istiod.Security;

/// <summary>Finds the token of a call.</summary>
/// <remarks>istiod: pkg/security/security.go:ExtractBearerToken, ExtractRequestToken.</remarks>
internal static class BearerToken
{
    // service account tokens are 1-2 KB
    private const int MaxLength = 16 * 1024;
    private const string Bearer = "Bearer ";
    private const string Istio = "Istio ";

    /// <summary>The token of a gRPC call's first Bearer header, or of an HTTP request, which may also say <c>Istio</c>.</summary>
    /// <returns>False with a reason if there is none that could be one.</returns>
    public static bool TryGet(HttpContext context, out string token, out string reason)
    {
        token = "";
        reason = "";
        StringValues values = context.Request.Headers.Authorization;
        if (values.Count == 0)
        {
            reason = "no HTTP authorization header exists";
            return false;
        }

        if (GrpcDispatcher.IsGrpc(context.Request))
        {
            foreach (string? value in values)
            {
                if (value is not null && value.StartsWith(Bearer, StringComparison.Ordinal))
                {
                    token = value[Bearer.Length..];
                    break;
                }
            }
        }
        else if (values[0] is { } first)
        {
            token = first.StartsWith(Bearer, StringComparison.Ordinal) ? first[Bearer.Length..]
                : first.StartsWith(Istio, StringComparison.Ordinal) ? first[Istio.Length..]
                : "";
        }

        reason = token.Length == 0 ? "no bearer token exists in HTTP authorization header"
            : token.Length > MaxLength ? "the token is too long"
            : "";
        return reason.Length == 0;
    }
}
