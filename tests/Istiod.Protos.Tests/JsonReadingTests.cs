using System.Text;
using Istiod.Protobuf;
using Istiod.Protos.Envoy.Config.Cluster.V3;
using Istiod.Protos.Envoy.Config.Core.V3;

namespace Istiod.Protos.Tests;

public sealed class JsonReadingTests
{
    [Theory]
    [InlineData("""{"connect_timeout":"1.5s"}""")]
    [InlineData("""{"connectTimeout":"1.5s"}""")]
    [InlineData("""{"connectTimeout":"1.5s","name":null,"edsClusterConfig":null,"healthChecks":null}""")]
    public void Cluster_EitherNameAndNulls_IsRead(string json) =>
        Assert.Equal(new Cluster { ConnectTimeout = TimeSpan.FromSeconds(1.5) }, Read(json));

    [Theory]
    [InlineData("""{"perConnectionBufferLimitBytes":32768}""")]
    [InlineData("""{"perConnectionBufferLimitBytes":"32768"}""")]
    [InlineData("""{"perConnectionBufferLimitBytes":3.2768e4}""")]
    [InlineData("""{"perConnectionBufferLimitBytes":32768.0}""")]
    public void Cluster_NumberInAnyForm_IsRead(string json) => Assert.Equal(32768u, Read(json).PerConnectionBufferLimitBytes);

    [Theory]
    [InlineData("""{"lbPolicy":"MAGLEV"}""")]
    [InlineData("""{"lbPolicy":5}""")]
    public void Cluster_EnumByNameOrNumber_IsRead(string json) => Assert.Equal(Cluster.Types.LbPolicy.Maglev, Read(json).LbPolicy);

    [Theory]
    [InlineData("""{"name":1}""", "name", "expected a string")]
    [InlineData("""{"nam":"x"}""", "nam", "unknown field")]
    [InlineData("""{"name":"a","name":"b"}""", "name", "field comes twice")]
    [InlineData("""{"alt_stat_name":"a","altStatName":"b"}""", "altStatName", "field comes twice")]
    [InlineData("""{"type":"EDS","clusterType":{"name":"x"}}""", "clusterType", "another member of oneof cluster_discovery_type is set already")]
    [InlineData("""{"lbPolicy":"NO_SUCH"}""", "lbPolicy", "no such enum value: NO_SUCH")]
    [InlineData("""{"connectTimeout":"1"}""", "connectTimeout", "invalid duration")]
    [InlineData("""{"healthChecks":[{},null]}""", "healthChecks[1]", "null is not allowed in a list")]
    [InlineData("""{"healthChecks":{}}""", "healthChecks", "expected a list")]
    [InlineData("""{"metadata":{"filterMetadata":{"a":{"b":1,"b":2}}}}""", "metadata.filterMetadata[a][b]", "key comes twice")]
    [InlineData("""{"perConnectionBufferLimitBytes":4294967296}""", "perConnectionBufferLimitBytes", "number out of range")]
    [InlineData("""{"perConnectionBufferLimitBytes":-1}""", "perConnectionBufferLimitBytes", "number out of range")]
    [InlineData("""{"perConnectionBufferLimitBytes":1.5}""", "perConnectionBufferLimitBytes", "expected a whole number")]
    public void Cluster_WrongJson_IsRefusedWithItsPath(string json, string path, string reason)
    {
        ProtoJsonException e = Assert.Throws<ProtoJsonException>(() => Read(json));

        Assert.Equal((path, reason), (e.Path, e.Reason));
    }

    [Fact]
    public void Cluster_UnknownNamesIgnored_KeepsTheRest() => Assert.Equal(
        new Cluster { Name = "a" },
        Cluster.ParseJson(
            """{"x":{"y":[1]},"name":"a","lbPolicy":"NO_SUCH"}"""u8, new ProtoJsonOptions { IgnoreUnknownFields = true }));

    [Theory]
    [InlineData("-_8=")]
    [InlineData("+/8=")]
    [InlineData("-_8")]
    [InlineData("+/8")]
    public void DataSource_Base64InAnyForm_IsRead(string text) => Assert.Equal(
        new byte[] { 0xFB, 0xFF },
        DataSource.ParseJson(Encoding.UTF8.GetBytes("{\"inlineBytes\":\"" + text + "\"}")).InlineBytes.ToArray());

    private static Cluster Read(string json) => Cluster.ParseJson(Encoding.UTF8.GetBytes(json));
}
