using System.Text.Json;
using Istiod.Config.Json;
using Istiod.Primitives;

namespace Istiod.Config.Kinds.Core;

/// <summary>Reads an EndpointSlice.</summary>
internal sealed class EndpointSliceReader : SpecReader
{
    private string _addressType = "";
    private ValueArray<SliceEndpoint> _endpoints;
    private ValueArray<SlicePort> _ports;

    public override bool TryRead(ref Utf8JsonReader reader)
    {
        if (reader.ValueTextEquals("addressType"u8))
        {
            _addressType = JsonRead.String(ref reader);
        }
        else if (reader.ValueTextEquals("endpoints"u8))
        {
            _endpoints = JsonRead.Array(ref reader, Endpoint);
        }
        else if (reader.ValueTextEquals("ports"u8))
        {
            _ports = JsonRead.Array(ref reader, Port);
        }
        else
        {
            return false;
        }

        return true;
    }

    public override object? Finish() => new EndpointSliceSpec(_addressType, _endpoints, _ports);

    private static SliceEndpoint Endpoint(ref Utf8JsonReader reader)
    {
        ValueArray<string> addresses = default, zones = default;
        (bool? Ready, bool? Serving, bool? Terminating) conditions = default;
        string hostname = "", node = "", zone = "";
        TargetReference? target = null;
        bool present = JsonRead.Object(ref reader);
        while (present && JsonRead.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("addresses"u8))
            {
                addresses = JsonRead.Strings(ref reader);
            }
            else if (reader.ValueTextEquals("conditions"u8))
            {
                conditions = Conditions(ref reader);
            }
            else if (reader.ValueTextEquals("hostname"u8))
            {
                hostname = JsonRead.String(ref reader);
            }
            else if (reader.ValueTextEquals("nodeName"u8))
            {
                node = JsonRead.String(ref reader);
            }
            else if (reader.ValueTextEquals("zone"u8))
            {
                zone = JsonRead.String(ref reader);
            }
            else if (reader.ValueTextEquals("targetRef"u8))
            {
                target = Target(ref reader);
            }
            else if (reader.ValueTextEquals("hints"u8))
            {
                zones = Hints(ref reader);
            }
            else
            {
                JsonRead.Skip(ref reader);
            }
        }

        return new SliceEndpoint
        {
            Addresses = addresses,
            Ready = conditions.Ready,
            Serving = conditions.Serving,
            Terminating = conditions.Terminating,
            Hostname = hostname,
            NodeName = node,
            Zone = zone,
            Target = target,
            ForZones = zones,
        };
    }

    private static (bool? Ready, bool? Serving, bool? Terminating) Conditions(ref Utf8JsonReader reader)
    {
        bool? ready = null, serving = null, terminating = null;
        bool present = JsonRead.Object(ref reader);
        while (present && JsonRead.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("ready"u8))
            {
                ready = JsonRead.OptionalBool(ref reader);
            }
            else if (reader.ValueTextEquals("serving"u8))
            {
                serving = JsonRead.OptionalBool(ref reader);
            }
            else if (reader.ValueTextEquals("terminating"u8))
            {
                terminating = JsonRead.OptionalBool(ref reader);
            }
            else
            {
                JsonRead.Skip(ref reader);
            }
        }

        return (ready, serving, terminating);
    }

    private static TargetReference? Target(ref Utf8JsonReader reader)
    {
        string kind = "", ns = "", name = "";
        if (!JsonRead.Object(ref reader))
        {
            return null;
        }

        while (JsonRead.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("kind"u8))
            {
                kind = JsonRead.String(ref reader);
            }
            else if (reader.ValueTextEquals("namespace"u8))
            {
                ns = JsonRead.String(ref reader);
            }
            else if (reader.ValueTextEquals("name"u8))
            {
                name = JsonRead.String(ref reader);
            }
            else
            {
                JsonRead.Skip(ref reader);
            }
        }

        return new TargetReference(kind, ns, name);
    }

    private static ValueArray<string> Hints(ref Utf8JsonReader reader)
    {
        ValueArray<string> zones = default;
        bool present = JsonRead.Object(ref reader);
        while (present && JsonRead.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("forZones"u8))
            {
                zones = JsonRead.Array(ref reader, HintName);
            }
            else
            {
                JsonRead.Skip(ref reader);
            }
        }

        return zones;
    }

    private static string HintName(ref Utf8JsonReader reader)
    {
        string name = "";
        bool present = JsonRead.Object(ref reader);
        while (present && JsonRead.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("name"u8))
            {
                name = JsonRead.String(ref reader);
            }
            else
            {
                JsonRead.Skip(ref reader);
            }
        }

        return name;
    }

    private static SlicePort Port(ref Utf8JsonReader reader)
    {
        string name = "", protocol = "";
        string? appProtocol = null;
        int port = 0;
        bool present = JsonRead.Object(ref reader);
        while (present && JsonRead.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("name"u8))
            {
                name = JsonRead.String(ref reader);
            }
            else if (reader.ValueTextEquals("port"u8))
            {
                port = JsonRead.Int32(ref reader);
            }
            else if (reader.ValueTextEquals("protocol"u8))
            {
                protocol = JsonRead.String(ref reader);
            }
            else if (reader.ValueTextEquals("appProtocol"u8))
            {
                appProtocol = JsonRead.OptionalString(ref reader);
            }
            else
            {
                JsonRead.Skip(ref reader);
            }
        }

        return new SlicePort(name, port, protocol, appProtocol);
    }
}
