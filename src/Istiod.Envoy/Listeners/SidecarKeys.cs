using System.Globalization;
using System.Net;
using Istiod.Envoy.Listeners.Inbound;
using Istiod.Envoy.Listeners.Outbound;
using Istiod.Incremental;
using Istiod.Model;
using Istiod.Primitives;
using Istiod.Protobuf;
using Istiod.Protos.Istio.Networking.V1Alpha3;
using WorkloadSelector = Istiod.Model.WorkloadSelector;

namespace Istiod.Envoy.Listeners;

/// <summary>Projects a proxy to the keys of its listeners.</summary>
internal static class SidecarKeys
{
    /// <summary>The key of a proxy.</summary>
    public static SidecarKey Of(ProxyIdentity proxy, Build build, Memo<OutboundQuery, OutboundPlan> plans)
    {
        ProxyWorkload workload = build.Reads.Get(build.Model.Workloads, proxy);
        WorkloadSelector selector = new(proxy.Namespace, workload.Labels);
        ScopeKey scopeKey = build.Reads.Get(build.Model.SidecarScopes, selector);
        Sidecar? sidecar = build.Reads.Get(build.Model.Reaches, scopeKey).Sidecar;
        bool hasIngress = sidecar is { Ingress.Count: > 0 };
        PlacementTraits placement = Placement(proxy, build.Settings);
        ProxyMetadata metadata = proxy.Metadata;
        return new SidecarKey
        {
            Outbound = Query(proxy, workload, scopeKey, placement, build.Reads, plans),
            Inbound = new InboundKey
            {
                Placement = placement,
                Http = HttpTraitsOf(proxy, workload, build),
                Mtls = build.Reads.Get(build.Model.InboundMtls, selector),
                Targets = workload.Targets,
                Sidecar = hasIngress ? sidecar : null,
                SidecarName = hasIngress ? scopeKey.Sidecar : default,
                UnicastAddress = hasIngress ? GlobalUnicast(proxy.IPAddresses) : "",
                HasExactBalance = metadata.InboundExactBalance,
                Certificates = CertificatesOf(metadata),
            },
            HasExactOutboundBalance = metadata.OutboundExactBalance,
            HttpProxyPort = int.TryParse(
                metadata.HttpProxyPort, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int port) ? port : null,
        };
    }

    /// <summary>Traits of HTTP connection managers of a proxy.</summary>
    public static HttpTraits HttpTraitsOf(ProxyIdentity proxy, ProxyWorkload workload, Build build)
    {
        ProxyMetadata metadata = proxy.Metadata;
        PolicyTarget target = new(proxy.Namespace, workload.Labels, proxy.Kind == ProxyKind.Waypoint);
        return new HttpTraits
        {
            Kind = proxy.Kind,
            ProxyConfig = proxy.ProxyConfig,
            IdleTimeout = metadata.IdleTimeout,
            AcceptsHttp10 = metadata.Http10 is "1",
            Version = proxy.Version,
            ServiceCluster = proxy.ServiceCluster,
            OtelServiceName = OtelServiceName(proxy, workload.Labels),
            Trace = new TraceIdentity(
                Or(workload.Labels.GetOrEmpty("service.istio.io/canonical-revision"), "latest"),
                Or(workload.Labels.GetOrEmpty("service.istio.io/canonical-name"), "unknown"),
                Or(metadata.MeshId, "unknown"),
                Or(metadata.Namespace, "default"),
                Or(metadata.ClusterId, "unknown")),
            Telemetry = build.Reads.Get(build.Model.Telemetry, target),
            Policies = new WorkloadPolicies(
                build.Reads.Get(build.Model.Authorization, target), build.Reads.Get(build.Model.JwtRules, target)),
            Extensions = build.Reads.Get(build.Model.TrafficExtensions, target),
        };
    }

    /// <summary>Certificates that metadata names for TLS towards clients.</summary>
    public static ServerCertificates CertificatesOf(ProxyMetadata metadata) => new(
        metadata.TlsServerCertChain,
        metadata.TlsServerKey,
        metadata.TlsServerRootCert,
        metadata.IsTrue("file-credential"),
        metadata.IsTrue("credential"));

    /// <summary>What decides where a proxy can listen.</summary>
    public static PlacementTraits Placement(ProxyIdentity proxy, MeshSettings settings)
    {
        ProxyMetadata metadata = proxy.Metadata;
        return new PlacementTraits
        {
            Addresses = AddressView.Of(proxy, settings.Features),
            Interception = metadata.InterceptionMode,
            Namespace = proxy.Namespace,
            MetadataNamespace = metadata.Namespace,
            DnsDomain = proxy.DnsDomain,
            IsUnprivileged = metadata.UnprivilegedPod is "1" or "t" or "T" or "true" or "TRUE" or "True",
            StatusPort = Number(metadata, "ENVOY_STATUS_PORT"),
            PrometheusPort = Number(metadata, "ENVOY_PROMETHEUS_PORT"),
        };
    }

    /// <summary>Labels and the own address become part of the question only if the answer depends on them.</summary>
    private static OutboundQuery Query(
        ProxyIdentity proxy,
        ProxyWorkload workload,
        ScopeKey scope,
        PlacementTraits placement,
        Reads reads,
        Memo<OutboundQuery, OutboundPlan> plans)
    {
        OutboundQuery query = new(scope, placement, null, "");
        OutboundPlan plan = reads.Get(plans, query);
        string own = proxy.IPAddresses.IsEmpty ? "" : proxy.IPAddresses[0];
        return query with
        {
            Labels = plan.DependsOnLabels ? workload.Labels : null,
            OwnAddress = plan.DependsOnAddress(own) ? own : "",
        };
    }

    private static string Or(string text, string otherwise) => text.Length > 0 ? text : otherwise;

    private static int Number(ProxyMetadata metadata, string name)
    {
        if (!metadata.Raw.TryGet(name, out Value? value))
        {
            return 0;
        }

        return value.Kind == ValueKind.Number ? (int)value.NumberValue
            : int.TryParse(value.StringValue, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number
            : 0;
    }

    /// <remarks>istiod: pilot/pkg/util/network/ip.go:GlobalUnicastIP.</remarks>
    private static string GlobalUnicast(ValueArray<string> addresses)
    {
        foreach (string text in addresses)
        {
            if (IPAddress.TryParse(text, out IPAddress? address)
                && !IPAddress.IsLoopback(address)
                && !address.Equals(IPAddress.Any)
                && !address.Equals(IPAddress.IPv6Any)
                && !address.IsIPv6Multicast
                && !address.IsIPv6LinkLocal
                && !IsSpecialIPv4(address))
            {
                return text;
            }
        }

        return "";
    }

    /// <summary>Link-local, multicast and broadcast.</summary>
    private static bool IsSpecialIPv4(IPAddress address)
    {
        byte[] bytes = address.GetAddressBytes();
        return bytes.Length == 4
            && ((bytes[0] == 169 && bytes[1] == 254)
                || bytes[0] is >= 224 and < 240
                || address.Equals(IPAddress.Broadcast));
    }

    /// <remarks>istiod: pilot/pkg/networking/core/tracing.go:otelServiceName.</remarks>
    private static string OtelServiceName(ProxyIdentity proxy, LabelSet labels)
    {
        ProxyMetadata metadata = proxy.Metadata;
        int dot = proxy.Id.IndexOf('.', StringComparison.Ordinal);
        string containers = metadata.Raw.TryGet("APP_CONTAINERS", out Value? value)
            ? value.StringValue
            : "";
        ReadOnlySpan<string> candidates =
        [
            metadata.Annotations.GetOrEmpty("resource.opentelemetry.io/service.name"),
            labels.GetOrEmpty("app.kubernetes.io/instance"),
            labels.GetOrEmpty("app.kubernetes.io/name"),
            metadata.WorkloadName,
            dot > 0 ? proxy.Id[..dot] : "",
            containers.Contains(',', StringComparison.Ordinal) ? "" : containers,
        ];
        foreach (string candidate in candidates)
        {
            if (candidate.Length > 0)
            {
                return candidate;
            }
        }

        return "unknown_service";
    }
}
