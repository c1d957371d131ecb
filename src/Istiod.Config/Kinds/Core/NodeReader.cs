using System.Text.Json;
using Istiod.Config.Json;
using Istiod.Primitives;

namespace Istiod.Config.Kinds.Core;

/// <summary>Reads a Node.</summary>
internal sealed class NodeReader : SpecReader
{
    private ValueArray<NodeAddress> _addresses;
    private ValueArray<string> _taints;
    private string _version = "";

    public override bool TryRead(ref Utf8JsonReader reader)
    {
        bool isSpec = reader.ValueTextEquals("spec"u8);
        if (!isSpec && !reader.ValueTextEquals("status"u8))
        {
            return false;
        }

        bool present = JsonRead.Object(ref reader);
        while (present && JsonRead.NextMember(ref reader))
        {
            if (isSpec && reader.ValueTextEquals("taints"u8))
            {
                _taints = JsonRead.Array(ref reader, TaintKey);
            }
            else if (!isSpec && reader.ValueTextEquals("addresses"u8))
            {
                _addresses = JsonRead.Array(ref reader, Address);
            }
            else if (!isSpec && reader.ValueTextEquals("nodeInfo"u8))
            {
                ReadInfo(ref reader);
            }
            else
            {
                JsonRead.Skip(ref reader);
            }
        }

        return true;
    }

    public override object? Finish() => new NodeSpec(_addresses, _taints, _version);

    private void ReadInfo(ref Utf8JsonReader reader)
    {
        bool present = JsonRead.Object(ref reader);
        while (present && JsonRead.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("kubeletVersion"u8))
            {
                _version = JsonRead.String(ref reader);
            }
            else
            {
                JsonRead.Skip(ref reader);
            }
        }
    }

    private static string TaintKey(ref Utf8JsonReader reader)
    {
        string key = "";
        bool present = JsonRead.Object(ref reader);
        while (present && JsonRead.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("key"u8))
            {
                key = JsonRead.String(ref reader);
            }
            else
            {
                JsonRead.Skip(ref reader);
            }
        }

        return key;
    }

    private static NodeAddress Address(ref Utf8JsonReader reader)
    {
        string type = "", address = "";
        bool present = JsonRead.Object(ref reader);
        while (present && JsonRead.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("type"u8))
            {
                type = JsonRead.String(ref reader);
            }
            else if (reader.ValueTextEquals("address"u8))
            {
                address = JsonRead.String(ref reader);
            }
            else
            {
                JsonRead.Skip(ref reader);
            }
        }

        return new NodeAddress(type, address);
    }
}
