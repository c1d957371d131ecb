using Istiod.Generators.Protobuf.Linking;

namespace Istiod.Generators.Protobuf.Tests;

public sealed class CsNamesTests
{
    [Theory]
    [InlineData("envoy.config.cluster.v3", "Istiod.Protos.Envoy.Config.Cluster.V3")]
    [InlineData("istio.networking.v1alpha3", "Istiod.Protos.Istio.Networking.V1Alpha3")]
    [InlineData("", "Istiod.Protos")]
    public void Namespace_OfPackage_IsInPascalCase(string package, string expected) => Assert.Equal(expected, CsNames.Namespace(package));

    [Theory]
    [InlineData("connect_timeout", "ConnectTimeout")]
    [InlineData("http2_protocol_options", "Http2ProtocolOptions")]
    [InlineData("targetRef", "TargetRef")]
    [InlineData("mesh_mTLS", "MeshMTLS")]
    [InlineData("cluster", "Cluster_")]
    [InlineData("type_name", "TypeName_")]
    public void Property_OfField_IsInPascalCase(string field, string expected) => Assert.Equal(expected, CsNames.Property(field, "Cluster"));

    [Theory]
    [InlineData("DiscoveryType", "STRICT_DNS", "StrictDns")]
    [InlineData("DiscoveryType", "DISCOVERY_TYPE_EDS", "Eds")]
    [InlineData("TlsProtocol", "TLSv1_2", "Tlsv12")]
    [InlineData("Version", "VERSION_1", "_1")]
    [InlineData("Mode", "MODE", "Mode")]
    public void EnumValue_Name_LosesTheEnumsName(string type, string value, string expected) =>
        Assert.Equal(expected, CsNames.EnumValue(type, value));
}
