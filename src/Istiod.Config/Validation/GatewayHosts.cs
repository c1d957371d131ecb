using Istiod.Primitives;

namespace Istiod.Config.Validation;

/// <summary>Rules on hosts with a namespace, <c>namespace/host</c>, of gateways and sidecars.</summary>
/// <remarks>istiod: pkg/config/validation/agent/validation.go:ValidateNamespaceSlashWildcardHostname.</remarks>
internal static class GatewayHosts
{
    /// <param name="isGateway">Of a gateway: the namespace may be left out, and the host may be an address.</param>
    /// <param name="isFromGatewayApi">Made from a Gateway API object that no route matches: <c>~</c> is fine.</param>
    public static void Check(Checker check, string text, bool isGateway, bool isFromGatewayApi = false)
    {
        int slash = text.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0)
        {
            if (isGateway)
            {
                Host(check, text, isGateway);
            }
            else
            {
                check.Error("host must be of form namespace/dnsName");
            }

            return;
        }

        string ns = text[..slash];
        string host = text[(slash + 1)..];
        check.Error(ns.Length == 0 || host.Length == 0 ? "config namespace and dnsName in host entry cannot be empty" : null);
        bool isKnown = ns is "*" or "." || (ns == "~" && (!isGateway || isFromGatewayApi)) || NameChecks.IsLabel(ns);
        check.Error(isKnown ? null : $"invalid namespace value {GoQuote.Of(ns)} in {(isGateway ? "gateway" : "sidecar")}");
        Host(check, host, isGateway);
    }

    private static void Host(Checker check, string host, bool isGateway)
    {
        check.Error(host != "*" && !host.Contains('.', StringComparison.Ordinal) ? "short names (non FQDN) are not allowed" : null);
        if (NameChecks.WildcardDomain(host) is { } fault)
        {
            check.Error(isGateway ? null : fault);
            check.Error(NameChecks.IsAddress(host) ? null : fault);
        }

        check.Error(NameChecks.PartialWildcard(host));
    }
}
