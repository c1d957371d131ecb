using System.Text;
using Istiod.Grpc;
using Istiod.Protobuf;
using Istiod.Resources;

namespace Istiod.Xds.Wire;

/// <summary>Reads the parts of an envoy.config.core.v3.Node that matter.</summary>
internal static class NodeReader
{
    public static ProxyNode Read(ReadOnlySpan<byte> node)
    {
        string id = "";
        string cluster = "";
        Struct? metadata = null;
        string region = "";
        string zone = "";
        string subZone = "";
        WireReader reader = new(node);
        while (reader.TryNext(out int field, out int wireType))
        {
            switch (field)
            {
                case 1:
                    id = Text(reader.ReadText(wireType));
                    break;
                case 2:
                    cluster = Text(reader.ReadText(wireType));
                    break;
                case 3:
                    metadata = ReadMetadata(reader.ReadBytes(wireType));
                    break;
                case 4:
                    (region, zone, subZone) = ReadLocality(reader.ReadBytes(wireType));
                    break;
                default:
                    reader.Skip(wireType);
                    break;
            }
        }

        return new ProxyNode(id, cluster, metadata, region, zone, subZone);
    }

    private static Struct ReadMetadata(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return Struct.Parse(bytes);
        }
        catch (ProtoException e)
        {
            throw new GrpcException(GrpcStatusCode.Internal, "grpc: error unmarshalling request: " + e.Message);
        }
    }

    private static (string Region, string Zone, string SubZone) ReadLocality(ReadOnlySpan<byte> locality)
    {
        string region = "";
        string zone = "";
        string subZone = "";
        WireReader reader = new(locality);
        while (reader.TryNext(out int field, out int wireType))
        {
            switch (field)
            {
                case 1:
                    region = Text(reader.ReadText(wireType));
                    break;
                case 2:
                    zone = Text(reader.ReadText(wireType));
                    break;
                case 3:
                    subZone = Text(reader.ReadText(wireType));
                    break;
                default:
                    reader.Skip(wireType);
                    break;
            }
        }

        return (region, zone, subZone);
    }

    private static string Text(ReadOnlySpan<byte> utf8) => Encoding.UTF8.GetString(utf8);
}
