using Istiod.Model;
using Istiod.Primitives;
using Istiod.Protos.Istio.Networking.V1Alpha3;
using CaptureMode = Istiod.Protos.Istio.Networking.V1Alpha3.CaptureMode;
using Protocol = Istiod.Model.Protocol;

namespace Istiod.Envoy.Listeners.Inbound;

/// <summary>The ports of a workload that get filter chains of their own.</summary>
/// <remarks>istiod: pilot/pkg/networking/core/listener_inbound.go:buildInboundChainConfigs.</remarks>
internal static class InboundPorts
{
    /// <summary>The ports in ascending order; of two that want one port the first counts, for its protocol too.</summary>
    public static List<InboundPort> Of(InboundKey key, Build build)
    {
        SortedDictionary<int, InboundPort> ports = [];
        if (key.Sidecar is null)
        {
            // Without redirection the workload itself listens on these ports.
            if (key.Placement.Interception != InterceptionMode.None)
            {
                AddTargets(ports, key, build, []);
            }
        }
        else
        {
            if (build.Features.AllowSidecarServiceInboundListenerMerge)
            {
                HashSet<int> named = [];
                foreach (IstioIngressListener ingress in key.Sidecar.Ingress)
                {
                    named.Add((int)(ingress.Port?.Number ?? 0));
                }

                AddTargets(ports, key, build, named);
            }

            AddIngress(ports, key, key.Sidecar, build);
        }

        return [.. ports.Values];
    }

    private static void AddTargets(
        SortedDictionary<int, InboundPort> ports, InboundKey key, Build build, HashSet<int> except)
    {
        ValueArray<string> wildcards = Addresses.Wildcards(key.Placement.Addresses.Families);
        bool bindsToPort = key.Placement.Interception == InterceptionMode.None;
        foreach (ServiceTarget target in key.Targets)
        {
            Protocol protocol = target.Port.Protocol;
            int port = target.TargetPort;
            if (except.Contains(port)
                || !PortRules.CanBind(key.Placement, build.Mesh, wildcards[0], port, protocol, bindsToPort, wildcards[0]))
            {
                continue;
            }

            ports.TryAdd(port, new InboundPort
            {
                Cluster = EnvoyNames.Inbound(port),
                TargetPort = port,
                Port = target.Port.Number,
                PortName = target.Port.Name,
                Protocol = protocol,
                Host = target.Service.Key.Host.Value,
                KubernetesService = target.Service.Registry == ServiceRegistry.Kubernetes ? target.Service : null,
                Binds = wildcards,
                BindsToPort = bindsToPort,
            });
        }
    }

    private static void AddIngress(SortedDictionary<int, InboundPort> ports, InboundKey key, Sidecar sidecar, Build build)
    {
        ValueArray<string> wildcards = Addresses.Wildcards(key.Placement.Addresses.Families);
        foreach (IstioIngressListener ingress in sidecar.Ingress)
        {
            if (ingress.Port is not { } named)
            {
                continue;
            }

            int port = (int)named.Number;
            Protocol protocol = ProtocolNames.Parse(named.Protocol);
            bool bindsToPort = ingress.CaptureMode == CaptureMode.Default
                ? key.Placement.Interception == InterceptionMode.None
                : ingress.CaptureMode == CaptureMode.None;
            if (!PortRules.CanBind(key.Placement, null, ingress.Bind, port, protocol, bindsToPort, wildcards[0]))
            {
                continue;
            }

            ServerTLSSettings? tls = build.Features.EnableTlsOnSidecarIngress ? ingress.Tls : null;
            ports.TryAdd(port, new InboundPort
            {
                Cluster = EnvoyNames.Inbound(port),
                TargetPort = port,
                Port = port,
                PortName = named.Name,
                Protocol = tls is null ? protocol : AfterTls(protocol),
                Host = $"{key.SidecarName.Name}.{key.SidecarName.Namespace}",
                Binds = ingress.Bind.Length > 0 ? [ingress.Bind]
                    : key.UnicastAddress.Length > 0 ? [key.UnicastAddress]
                    : wildcards,
                BindsToPort = bindsToPort,
                OwnTls = tls,
                Sidecar = key.SidecarName,
            });
        }
    }

    /// <summary>What is inside once TLS has been taken off.</summary>
    private static Protocol AfterTls(Protocol protocol) => protocol switch
    {
        Protocol.Https => Protocol.Http,
        Protocol.Tls => Protocol.Tcp,
        _ => protocol,
    };
}
