using Istiod.Protobuf;
using Istiod.Protos.Envoy.Config.Cluster.V3;
using Istiod.Protos.Envoy.Config.Core.V3;

namespace Istiod.Protos.Tests;

public sealed class MergeTests
{
    [Fact]
    public void Merge_OfTwoClusters_MergesMessagesAndReplacesScalars()
    {
        var target = new Cluster
        {
            Name = "a",
            ConnectTimeout = new Duration(5, 500),
            PerConnectionBufferLimitBytes = 10,
            Metadata = new Metadata { FilterMetadata = { ["x"] = new Struct { Fields = { ["k"] = Value.For(1) } } } },
            CircuitBreakers = new CircuitBreakers { Thresholds = { new CircuitBreakers.Types.Thresholds { MaxRetries = 1 } } },
            Type = Cluster.Types.DiscoveryType.Eds,
        };
        var source = new Cluster
        {
            AltStatName = "b",
            ConnectTimeout = new Duration(3, 0),
            PerConnectionBufferLimitBytes = 0,
            Metadata = new Metadata { FilterMetadata = { ["x"] = new Struct { Fields = { ["l"] = Value.For(2) } }, ["y"] = new Struct() } },
            CircuitBreakers = new CircuitBreakers { Thresholds = { new CircuitBreakers.Types.Thresholds { MaxRetries = 2 } } },
            ClusterType = new Cluster.Types.CustomClusterType { Name = "c" },
        };

        target.MergeFrom(source);

        Assert.Equal("a", target.Name);
        Assert.Equal("b", target.AltStatName);
        Assert.Equal(new Duration(3, 0), target.ConnectTimeout);
        Assert.Equal(10u, target.PerConnectionBufferLimitBytes);
        Assert.False(target.Metadata!.FilterMetadata["x"].Fields.ContainsKey("k"));
        Assert.Equal(2, target.Metadata.FilterMetadata.Count);
        Assert.Equal(2, target.CircuitBreakers!.Thresholds.Count);
        Assert.Equal(Cluster.ClusterDiscoveryTypeOneofCase.ClusterType, target.ClusterDiscoveryTypeCase);
    }

    [Fact]
    public void Merge_OfOtherTypes_IsRefused() => Assert.Throws<ArgumentException>(() => new Cluster().MergeFrom(new Metadata()));

    [Fact]
    public void Oneof_MemberSetToNull_ClearsOnlyItself()
    {
        var address = new Address { SocketAddress = new SocketAddress { Address = "1.2.3.4" }, Pipe = null };
        Assert.Equal(Address.AddressOneofCase.SocketAddress, address.AddressCase);

        address.SocketAddress = null;

        Assert.Equal(Address.AddressOneofCase.None, address.AddressCase);
    }

    [Fact]
    public void Oneof_ScalarSetToItsDefault_IsWritten()
    {
        var socket = new SocketAddress { PortValue = 0 };

        Assert.Equal([0x18, 0x00], socket.ToByteArray());
        Assert.Equal(SocketAddress.PortSpecifierOneofCase.PortValue, SocketAddress.Parse(socket.ToByteArray()).PortSpecifierCase);
        Assert.NotEqual(socket, new SocketAddress());
    }

    [Fact]
    public void Clone_OfAMessage_IsEqualAndIndependent()
    {
        var cluster = new Cluster { Name = "a", AltStatName = "b", TransportSocket = new TransportSocket { TypedConfig = AnyValue.Pack(new Metadata()) } };

        Cluster copy = cluster.Clone();
        Assert.Equal(cluster, copy);
        copy.TransportSocket!.Name = "x";

        Assert.NotEqual(cluster, copy);
    }
}
