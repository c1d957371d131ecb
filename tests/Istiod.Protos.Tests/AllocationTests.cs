using Istiod.Protobuf;
using Istiod.Protos.Envoy.Config.Cluster.V3;
using Istiod.Protos.Envoy.Config.Core.V3;
using Istiod.Protos.Envoy.Extensions.TransportSockets.Tls.V3;

namespace Istiod.Protos.Tests;

/// <summary>Encoding into a buffer that the caller has allocates nothing.</summary>
public sealed class AllocationTests
{
    [Fact]
    public void WriteTo_MessageWithAnyMapsAndOneofs_AllocatesNothing()
    {
        var cluster = new Cluster
        {
            Name = "outbound|80||a.default.svc.cluster.local",
            Type = Cluster.Types.DiscoveryType.Eds,
            ConnectTimeout = TimeSpan.FromSeconds(10),
            PerConnectionBufferLimitBytes = 32768,
            TransportSocket = new TransportSocket { Name = "tls", TypedConfig = AnyValue.Pack(new UpstreamTlsContext { Sni = "a" }) },
            Metadata = new Metadata
            {
                FilterMetadata =
                {
                    ["b"] = new Struct { Fields = { ["x"] = Value.For(1), ["a"] = Value.For("t"), ["m"] = Value.For(true) } },
                    ["a"] = new Struct(),
                },
            },
        };
        byte[] buffer = new byte[cluster.ComputeSize()];
        Encode(cluster, buffer);

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
        {
            Encode(cluster, buffer);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static void Encode(Cluster cluster, byte[] buffer)
    {
        cluster.ComputeSize();
        var writer = new ProtoWriter(buffer);
        cluster.WriteTo(ref writer);
    }
}
