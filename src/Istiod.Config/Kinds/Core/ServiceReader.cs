using System.Text.Json;
using Istiod.Config.Json;
using Istiod.Primitives;

namespace Istiod.Config.Kinds.Core;

/// <summary>Reads a Service.</summary>
internal sealed class ServiceReader : SpecReader
{
    private ServiceSpec _spec = new();

    public override bool TryRead(ref Utf8JsonReader reader)
    {
        if (reader.ValueTextEquals("spec"u8))
        {
            ReadSpec(ref reader);
            return true;
        }

        if (reader.ValueTextEquals("status"u8))
        {
            ReadStatus(ref reader);
            return true;
        }

        return false;
    }

    public override object? Finish() => _spec;

    private void ReadSpec(ref Utf8JsonReader reader)
    {
        string type = "", clusterIP = "", externalName = "", policy = "", affinity = "", inside = "", outside = "";
        string distribution = "", loadBalancerIP = "";
        ValueArray<string> clusterIPs = default, externalIPs = default, families = default;
        ValueArray<ServicePort> ports = default;
        LabelSet selector = LabelSet.Empty;
        bool notReady = false;
        bool present = JsonRead.Object(ref reader);
        while (present && JsonRead.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("type"u8))
            {
                type = JsonRead.String(ref reader);
            }
            else if (reader.ValueTextEquals("clusterIP"u8))
            {
                clusterIP = JsonRead.String(ref reader);
            }
            else if (reader.ValueTextEquals("clusterIPs"u8))
            {
                clusterIPs = JsonRead.Strings(ref reader);
            }
            else if (reader.ValueTextEquals("ports"u8))
            {
                ports = JsonRead.Array(ref reader, Port);
            }
            else if (reader.ValueTextEquals("selector"u8))
            {
                selector = JsonRead.Labels(ref reader);
            }
            else if (reader.ValueTextEquals("externalName"u8))
            {
                externalName = JsonRead.String(ref reader);
            }
            else if (reader.ValueTextEquals("externalIPs"u8))
            {
                externalIPs = JsonRead.Strings(ref reader);
            }
            else if (reader.ValueTextEquals("ipFamilies"u8))
            {
                families = JsonRead.Strings(ref reader);
            }
            else if (reader.ValueTextEquals("ipFamilyPolicy"u8))
            {
                policy = JsonRead.String(ref reader);
            }
            else if (reader.ValueTextEquals("sessionAffinity"u8))
            {
                affinity = JsonRead.String(ref reader);
            }
            else if (reader.ValueTextEquals("internalTrafficPolicy"u8))
            {
                inside = JsonRead.String(ref reader);
            }
            else if (reader.ValueTextEquals("externalTrafficPolicy"u8))
            {
                outside = JsonRead.String(ref reader);
            }
            else if (reader.ValueTextEquals("trafficDistribution"u8))
            {
                distribution = JsonRead.String(ref reader);
            }
            else if (reader.ValueTextEquals("publishNotReadyAddresses"u8))
            {
                notReady = JsonRead.Bool(ref reader);
            }
            else if (reader.ValueTextEquals("loadBalancerIP"u8))
            {
                loadBalancerIP = JsonRead.String(ref reader);
            }
            else
            {
                JsonRead.Skip(ref reader);
            }
        }

        _spec = new ServiceSpec
        {
            Type = type,
            ClusterIP = clusterIP,
            ClusterIPs = clusterIPs,
            Ports = ports,
            Selector = selector,
            ExternalName = externalName,
            ExternalIPs = externalIPs,
            IPFamilies = families,
            IPFamilyPolicy = policy,
            SessionAffinity = affinity,
            InternalTrafficPolicy = inside,
            ExternalTrafficPolicy = outside,
            TrafficDistribution = distribution,
            PublishNotReadyAddresses = notReady,
            LoadBalancerIP = loadBalancerIP,
            LoadBalancerIngress = _spec.LoadBalancerIngress,
        };
    }

    private void ReadStatus(ref Utf8JsonReader reader)
    {
        bool present = JsonRead.Object(ref reader);
        while (present && JsonRead.NextMember(ref reader))
        {
            if (!reader.ValueTextEquals("loadBalancer"u8))
            {
                JsonRead.Skip(ref reader);
                continue;
            }

            bool any = JsonRead.Object(ref reader);
            while (any && JsonRead.NextMember(ref reader))
            {
                if (reader.ValueTextEquals("ingress"u8))
                {
                    _spec = _spec with { LoadBalancerIngress = JsonRead.Array(ref reader, Ingress) };
                }
                else
                {
                    JsonRead.Skip(ref reader);
                }
            }
        }
    }

    private static ServicePort Port(ref Utf8JsonReader reader)
    {
        string name = "", protocol = "";
        string? appProtocol = null;
        int port = 0, nodePort = 0;
        IntOrString target = default;
        bool present = JsonRead.Object(ref reader);
        while (present && JsonRead.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("name"u8))
            {
                name = JsonRead.String(ref reader);
            }
            else if (reader.ValueTextEquals("protocol"u8))
            {
                protocol = JsonRead.String(ref reader);
            }
            else if (reader.ValueTextEquals("appProtocol"u8))
            {
                appProtocol = JsonRead.OptionalString(ref reader);
            }
            else if (reader.ValueTextEquals("port"u8))
            {
                port = JsonRead.Int32(ref reader);
            }
            else if (reader.ValueTextEquals("targetPort"u8))
            {
                target = JsonRead.IntOrString(ref reader);
            }
            else if (reader.ValueTextEquals("nodePort"u8))
            {
                nodePort = JsonRead.Int32(ref reader);
            }
            else
            {
                JsonRead.Skip(ref reader);
            }
        }

        return new ServicePort(name, protocol, appProtocol, port, target, nodePort);
    }

    private static LoadBalancerIngress Ingress(ref Utf8JsonReader reader)
    {
        string ip = "", hostname = "";
        bool present = JsonRead.Object(ref reader);
        while (present && JsonRead.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("ip"u8))
            {
                ip = JsonRead.String(ref reader);
            }
            else if (reader.ValueTextEquals("hostname"u8))
            {
                hostname = JsonRead.String(ref reader);
            }
            else
            {
                JsonRead.Skip(ref reader);
            }
        }

        return new LoadBalancerIngress(ip, hostname);
    }
}
