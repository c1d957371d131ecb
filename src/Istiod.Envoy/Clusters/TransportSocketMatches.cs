using Istiod.Envoy.Tls;
using Istiod.Protobuf;
using Istiod.Protos.Envoy.Config.Cluster.V3;
using Istiod.Protos.Envoy.Config.Core.V3;
using Istiod.Protos.Envoy.Extensions.TransportSockets.InternalUpstream.V3;
using Istiod.Protos.Envoy.Extensions.TransportSockets.Tls.V3;
using Istiod.Protos.Envoy.Type.Metadata.V3;
using Match = Istiod.Protos.Envoy.Config.Cluster.V3.Cluster.Types.TransportSocketMatch;
using Source = Istiod.Protos.Envoy.Extensions.TransportSockets.InternalUpstream.V3.InternalUpstreamTransport.Types.MetadataValueSource;
using TlsMode = Istiod.Protos.Istio.Networking.V1Alpha3.ClientTLSSettings.Types.TLSmode;

namespace Istiod.Envoy.Clusters;

/// <summary>Chooses the transport by what each endpoint takes: HBONE, mutual TLS or plain text.</summary>
/// <remarks>istiod: networking/core/cluster_tls.go:applyUpstreamTLSSettings, applyHBONETransportSocketMatches.</remarks>
internal static class TransportSocketMatches
{
    /// <summary>Puts the context in as the cluster's transport, or as one of several that endpoints choose from.</summary>
    public static void Apply(Cluster cluster, UpstreamTlsContext? context, UpstreamTlsPolicy policy, bool sendsHbone)
    {
        TransportSocket? tls = context is null ? null : TransportSockets.Tls(context);
        bool goesToOriginalDestination =
            cluster.ClusterType is null && cluster.Type == Cluster.Types.DiscoveryType.OriginalDst;
        if (!sendsHbone)
        {
            if (policy.IsAutomaticIstioMutual && !goesToOriginalDestination)
            {
                cluster.TransportSocketMatches.AddRange([IstioMutual(tls, true), PlainText()]);
            }
            else
            {
                cluster.TransportSocket = tls;
            }

            return;
        }

        if (policy.Settings is null)
        {
            cluster.TransportSocketMatches.AddRange([Hbone(TransportSockets.RawBuffer()), PlainText()]);
        }
        else if (goesToOriginalDestination)
        {
            cluster.TransportSocket = tls;
        }
        else if (policy.IsAutomaticIstioMutual)
        {
            cluster.TransportSocketMatches.AddRange(
                [Hbone(TransportSockets.RawBuffer()), IstioMutual(tls, true), PlainText()]);
        }
        else if (tls is null)
        {
            cluster.TransportSocketMatches.AddRange([Hbone(TransportSockets.RawBuffer()), PlainText()]);
        }
        else if (policy.Settings.Mode == TlsMode.IstioMutual)
        {
            cluster.TransportSocketMatches.AddRange([Hbone(TransportSockets.RawBuffer()), IstioMutual(tls, false)]);
        }
        else
        {
            // The user wants the workload to get this TLS, be it within a tunnel.
            cluster.TransportSocketMatches.AddRange([Hbone(tls), new Match { Name = "user", TransportSocket = tls }]);
        }
    }

    private static Match IstioMutual(TransportSocket? socket, bool asksEndpoint)
    {
        Match match = new() { Name = "tlsMode-istio", TransportSocket = socket };
        if (asksEndpoint)
        {
            match.Match = new Struct();
            match.Match.Fields["tlsMode"] = Value.For("istio");
        }

        return match;
    }

    private static Match PlainText() =>
        new() { Name = "tlsMode-disabled", Match = new Struct(), TransportSocket = TransportSockets.RawBuffer() };

    private static Match Hbone(TransportSocket inner)
    {
        Match match = new() { Name = "hbone", Match = new Struct() };
        match.Match.Fields["tunnel"] = Value.For("http");
        InternalUpstreamTransport tunnel = new() { TransportSocket = inner };
        tunnel.PassthroughMetadata.Add(FromHost("envoy.filters.listener.original_dst"));
        tunnel.PassthroughMetadata.Add(new Source
        {
            Kind = new MetadataKind { Cluster = new MetadataKind.Types.Cluster() },
            Name = "istio",
        });
        tunnel.PassthroughMetadata.Add(FromHost("istio"));
        match.TransportSocket = new TransportSocket
        {
            Name = "envoy.transport_sockets.internal_upstream",
            TypedConfig = AnyValue.Pack(tunnel),
        };
        return match;
    }

    private static Source FromHost(string name) =>
        new() { Kind = new MetadataKind { Host = new MetadataKind.Types.Host() }, Name = name };
}
