using Istiod.Model;
using Istiod.Primitives;

namespace Istiod.Envoy.Routes;

/// <summary>What of a proxy decides the content of its outbound routes, beside its scope.</summary>
/// <param name="DnsDomain">Its DNS domain: short names of services depend on it.</param>
/// <param name="Namespace">Namespace that it says it is in, for conditions on the source.</param>
/// <param name="Labels">Labels of its workload, as far as something in its scope asks for them.</param>
/// <param name="Addresses">Which service addresses it knows.</param>
/// <param name="CountsAttempts">Whether requests tell how often they were tried.</param>
/// <param name="AppendsForwardedHost">Whether rewritten requests get <c>x-forwarded-host</c>.</param>
/// <param name="IsProxylessGrpc">Whether it is a gRPC client.</param>
internal sealed record RouteTraits(
    string DnsDomain,
    string Namespace,
    LabelSet Labels,
    AddressView Addresses,
    bool CountsAttempts,
    bool AppendsForwardedHost,
    bool IsProxylessGrpc)
{
    /// <summary>Projects a proxy.</summary>
    /// <param name="labels">Labels of its workload, already cut down.</param>
    public static RouteTraits Of(ProxyIdentity proxy, LabelSet labels, MeshSettings settings)
    {
        Protos.Istio.Mesh.V1Alpha1.ProxyConfig.Types.ProxyHeaders? headers =
            (proxy.ProxyConfig ?? settings.Mesh.DefaultConfig)?.ProxyHeaders;
        return new RouteTraits(
            proxy.DnsDomain,
            proxy.Metadata.Namespace,
            labels,
            AddressView.Of(proxy, settings.Features),
            headers?.AttemptCount?.Disabled is not true,
            headers?.XForwardedHost?.Enabled is true,
            proxy.Metadata.Generator == "grpc");
    }

    /// <summary>The part that a virtual host of a service without virtual service depends on.</summary>
    public HostTraits ForHosts => new(DnsDomain, Addresses, CountsAttempts, IsProxylessGrpc);
}

/// <summary>What of a proxy decides the virtual host of a service.</summary>
/// <param name="DnsDomain">See <see cref="RouteTraits"/>.</param>
/// <param name="Addresses">See <see cref="RouteTraits"/>.</param>
/// <param name="CountsAttempts">See <see cref="RouteTraits"/>.</param>
/// <param name="KeepsPorts">Whether domains carry ports.</param>
internal sealed record HostTraits(string DnsDomain, AddressView Addresses, bool CountsAttempts, bool KeepsPorts)
{
    /// <summary>
    /// The same for services of other namespaces: the proxy's namespace does not matter to them, so that all proxies share.
    /// </summary>
    public HostTraits WithoutNamespace() => this with { DnsDomain = DomainNames.WithoutNamespace(DnsDomain) };

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(DnsDomain, Addresses.Cluster, Addresses.Families);
}
