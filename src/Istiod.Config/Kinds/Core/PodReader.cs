using System.Text.Json;
using Istiod.Config.Json;
using Istiod.Primitives;

namespace Istiod.Config.Kinds.Core;

/// <summary>Reads a Pod.</summary>
internal sealed class PodReader : SpecReader
{
    private static readonly RecentValues<ValueArray<PodContainer>> s_containers = new();
    private string _node = "", _account = "", _hostname = "", _subdomain = "", _phase = "", _podIP = "", _hostIP = "";
    private bool _hostNetwork, _ready;
    private ValueArray<PodContainer> _containers, _initContainers;
    private ValueArray<string> _podIPs;

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

    public override object? Finish() => new PodSpec
    {
        NodeName = _node,
        ServiceAccountName = _account,
        HostNetwork = _hostNetwork,
        Hostname = _hostname,
        Subdomain = _subdomain,
        Containers = _containers,
        InitContainers = _initContainers,
        Phase = _phase,
        PodIP = _podIP,
        PodIPs = _podIPs,
        HostIP = _hostIP,
        IsReady = _ready,
    };

    private void ReadSpec(ref Utf8JsonReader reader)
    {
        bool present = JsonRead.Object(ref reader);
        while (present && JsonRead.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("nodeName"u8))
            {
                _node = JsonRead.String(ref reader);
            }
            else if (reader.ValueTextEquals("serviceAccountName"u8))
            {
                _account = JsonRead.String(ref reader);
            }
            else if (reader.ValueTextEquals("hostNetwork"u8))
            {
                _hostNetwork = JsonRead.Bool(ref reader);
            }
            else if (reader.ValueTextEquals("hostname"u8))
            {
                _hostname = JsonRead.String(ref reader);
            }
            else if (reader.ValueTextEquals("subdomain"u8))
            {
                _subdomain = JsonRead.String(ref reader);
            }
            else if (reader.ValueTextEquals("containers"u8))
            {
                _containers = s_containers.Share(JsonRead.Array(ref reader, Container));
            }
            else if (reader.ValueTextEquals("initContainers"u8))
            {
                _initContainers = s_containers.Share(JsonRead.Array(ref reader, Container));
            }
            else
            {
                JsonRead.Skip(ref reader);
            }
        }
    }

    private void ReadStatus(ref Utf8JsonReader reader)
    {
        bool present = JsonRead.Object(ref reader);
        while (present && JsonRead.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("phase"u8))
            {
                _phase = JsonRead.String(ref reader);
            }
            else if (reader.ValueTextEquals("podIP"u8))
            {
                _podIP = JsonRead.String(ref reader);
            }
            else if (reader.ValueTextEquals("podIPs"u8))
            {
                _podIPs = JsonRead.Array(ref reader, Address);
            }
            else if (reader.ValueTextEquals("hostIP"u8))
            {
                _hostIP = JsonRead.String(ref reader);
            }
            else if (reader.ValueTextEquals("conditions"u8))
            {
                foreach (ConditionStatus condition in JsonRead.Array(ref reader, ConditionStatus.Read))
                {
                    _ready |= condition is { Type: "Ready", Status: "True" };
                }
            }
            else
            {
                JsonRead.Skip(ref reader);
            }
        }
    }

    private static string Address(ref Utf8JsonReader reader)
    {
        string ip = "";
        bool present = JsonRead.Object(ref reader);
        while (present && JsonRead.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("ip"u8))
            {
                ip = JsonRead.String(ref reader);
            }
            else
            {
                JsonRead.Skip(ref reader);
            }
        }

        return ip;
    }

    private static PodContainer Container(ref Utf8JsonReader reader)
    {
        string name = "", image = "", restart = "";
        bool readiness = false;
        ValueArray<ContainerPort> ports = default;
        bool present = JsonRead.Object(ref reader);
        while (present && JsonRead.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("name"u8))
            {
                name = JsonRead.String(ref reader);
            }
            else if (reader.ValueTextEquals("image"u8))
            {
                image = JsonRead.String(ref reader);
            }
            else if (reader.ValueTextEquals("ports"u8))
            {
                ports = JsonRead.Array(ref reader, Port);
            }
            else if (reader.ValueTextEquals("restartPolicy"u8))
            {
                restart = JsonRead.String(ref reader);
            }
            else if (reader.ValueTextEquals("readinessProbe"u8))
            {
                reader.Read();
                readiness = reader.TokenType != JsonTokenType.Null;
                reader.Skip();
            }
            else
            {
                JsonRead.Skip(ref reader);
            }
        }

        return new PodContainer(name, image, ports, restart, readiness);
    }

    private static ContainerPort Port(ref Utf8JsonReader reader)
    {
        string name = "", protocol = "";
        int port = 0;
        bool present = JsonRead.Object(ref reader);
        while (present && JsonRead.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("name"u8))
            {
                name = JsonRead.String(ref reader);
            }
            else if (reader.ValueTextEquals("containerPort"u8))
            {
                port = JsonRead.Int32(ref reader);
            }
            else if (reader.ValueTextEquals("protocol"u8))
            {
                protocol = JsonRead.String(ref reader);
            }
            else
            {
                JsonRead.Skip(ref reader);
            }
        }

        return new ContainerPort(name, port, protocol);
    }
}
