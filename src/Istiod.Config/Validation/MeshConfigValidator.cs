using Istiod.Primitives;
using Istiod.Protobuf;
using Istiod.Protos.Istio.Mesh.V1Alpha1;

namespace Istiod.Config.Validation;

/// <summary>Rules on mesh config, proxy config and mesh networks. Pure.</summary>
/// <remarks>istiod: pkg/config/validation/agent/validation.go:ValidateMeshConfig, ValidateMeshNetworks. Faults of extension providers are warnings.</remarks>
public static class MeshConfigValidator
{
    private const long Hour = 3_600_000_000_000;

    /// <summary>What is wrong with a mesh config.</summary>
    /// <param name="owner">Begins the paths of findings, e.g. a file.</param>
    public static ValidationReport Mesh(MeshConfig mesh, string owner)
    {
        Checker check = new(owner);
        check.Error("proxyListenPort", With("invalid proxy listen port", NameChecks.Port(mesh.ProxyListenPort)));
        check.Error("connectTimeout", With("invalid connect timeout", ConnectTimeout(mesh.ConnectTimeout)));
        long detection = DurationRules.Nanoseconds(mesh.ProtocolDetectionTimeout ?? default);
        check.Error(
            "protocolDetectionTimeout",
            With("invalid protocol detection timeout", detection % 1_000_000 != 0 ? "only durations to ms precision are supported" : null));
        if (mesh.DefaultConfig is { } proxy)
        {
            using Checker.Scope at = check.In("defaultConfig");
            ProxyRules.Check(check, proxy);
        }
        else
        {
            check.Error("defaultConfig", "missing default config");
        }

        LocalityRules.Check(check, "localityLbSetting", mesh.LocalityLbSetting, hasOutlier: true);
        for (int i = 0; i < mesh.ServiceSettings.Count; i++)
        {
            foreach (string host in mesh.ServiceSettings[i].Hosts)
            {
                check.Listed(
                    "serviceSettings",
                    NameChecks.WildcardDomain(host) is { } fault ? $"serviceSettings[{GoText.Number(i)}], host `{host}`: {fault}" : null);
            }
        }

        check.Listed("trustDomain", With("trustDomain", NameChecks.TrustDomain(mesh.TrustDomain)));
        for (int i = 0; i < mesh.TrustDomainAliases.Count; i++)
        {
            string alias = mesh.TrustDomainAliases[i];
            check.Listed(
                "trustDomainAliases",
                NameChecks.TrustDomain(alias) is { } fault ? $"trustDomainAliases[{GoText.Number(i)}], domain `{alias}` : {fault}" : null);
        }

        ProviderRules.Check(check, mesh.ExtensionProviders);
        check.Listed(
            "meshMTLS.ecdhCurves",
            mesh.MeshMTLS is { HasEcdhCurves: true } ? "mesh TLS does not support ECDH curves configuration" : null);
        Curves(check, mesh.TlsDefaults);
        return check.Finish();
    }

    /// <summary>What is wrong with a proxy config, of the mesh, a resource or an annotation.</summary>
    public static ValidationReport Proxy(ProxyConfig proxy, string owner)
    {
        Checker check = new(owner);
        ProxyRules.Check(check, proxy);
        return check.Finish();
    }

    /// <summary>What is wrong with mesh networks.</summary>
    /// <param name="areNamesResolved">Whether gateways may be DNS names (RESOLVE_HOSTNAME_GATEWAYS).</param>
    public static ValidationReport Networks(MeshNetworks networks, string owner, bool areNamesResolved = true)
    {
        Checker check = new(owner);
        foreach ((string name, Network network) in networks.Networks)
        {
            using Checker.Scope at = check.In("networks", name);
            string prefix = $"invalid network {name}: ";
            foreach (Network.Types.NetworkEndpoints endpoint in network.Endpoints)
            {
                check.Listed("endpoints", Prefixed(prefix, endpoint.NeCase switch
                {
                    Network.Types.NetworkEndpoints.NeOneofCase.FromCidr => NameChecks.Subnet(endpoint.FromCidr),
                    Network.Types.NetworkEndpoints.NeOneofCase.FromRegistry when !NameChecks.IsLabel(endpoint.FromRegistry) =>
                        $"invalid registry name: {endpoint.FromRegistry}",
                    _ => null,
                }));
            }

            foreach (Network.Types.IstioNetworkGateway gateway in network.Gateways)
            {
                check.Listed("gateways", Prefixed(prefix, gateway.GwCase switch
                {
                    Network.Types.IstioNetworkGateway.GwOneofCase.RegistryServiceName => NameChecks.Fqdn(gateway.RegistryServiceName),
                    Network.Types.IstioNetworkGateway.GwOneofCase.Address => Gateway(gateway.Address, areNamesResolved),
                    _ => null,
                }));
                check.Listed("gateways", Prefixed(prefix, NameChecks.Port(gateway.Port)));
            }
        }

        return check.Finish();
    }

    /// <summary>A fault with what it concerns before it.</summary>
    internal static string? With(string what, string? fault) => fault is null ? null : $"{what}: {fault}";

    private static string? Prefixed(string prefix, string? fault) => fault is null ? null : prefix + fault;

    private static string? Gateway(string address, bool areNamesResolved) =>
        NameChecks.Address(address) is not { } fault ? null
            : !areNamesResolved ? $"{fault} (hostname is allowed if RESOLVE_HOSTNAME_GATEWAYS is enabled)"
            : NameChecks.Fqdn(address) is null ? null
            : $"{address} is not a valid IP address or DNS name";

    private static string? ConnectTimeout(Duration? timeout)
    {
        if (DurationRules.Check(timeout) is { } fault)
        {
            return fault;
        }

        long nanoseconds = DurationRules.Nanoseconds(timeout ?? default);
        return nanoseconds > Hour ? $"time {GoDuration.Format(nanoseconds)} must be >1ms and <1h0m0s" : null;
    }

    private static void Curves(Checker check, MeshConfig.Types.TLSConfig? tls)
    {
        SortedSet<string> unknown = new(StringComparer.Ordinal);
        SortedSet<string> twice = new(StringComparer.Ordinal);
        HashSet<string> known = new(StringComparer.Ordinal);
        foreach (string curve in tls is { HasEcdhCurves: true } ? tls.EcdhCurves : [])
        {
            if (curve is not ("" or "P-224" or "P-256" or "P-521" or "P-384" or "X25519" or "X25519Kyber768Draft00" or "X25519MLKEM768"))
            {
                unknown.Add(curve);
            }
            else if (!known.Add(curve))
            {
                twice.Add(curve);
            }
        }

        check.Warning("tlsDefaults", unknown.Count > 0 ? $"detected unrecognized ECDH curves: [{string.Join(' ', unknown)}]" : null);
        check.Warning("tlsDefaults", twice.Count > 0 ? $"detected duplicate ECDH curves: [{string.Join(' ', twice)}]" : null);
    }
}
