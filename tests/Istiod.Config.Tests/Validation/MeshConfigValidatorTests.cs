using System.Text;
using Istiod.Config.Mesh;
using Istiod.Config.Validation;
using Istiod.Primitives;
using Istiod.Protos.Istio.Mesh.V1Alpha1;

namespace Istiod.Config.Tests.Validation;

public sealed class MeshConfigValidatorTests
{
    [Fact]
    public void Mesh_Defaults_AreFine()
    {
        ValidationReport report = MeshConfigValidator.Mesh(MeshDefaults.Mesh(), "mesh");
        Assert.True(report.IsValid, report.ErrorText);
        Assert.Empty(report.Warnings);
    }

    [Theory]
    [InlineData("proxyListenPort: 0", "invalid proxy listen port: port number 0 must be in the range 1..65535")]
    [InlineData("connectTimeout: 2h", "invalid connect timeout: time 2h0m0s must be >1ms and <1h0m0s")]
    [InlineData("protocolDetectionTimeout: 0.0001s", "invalid protocol detection timeout: only durations to ms precision are supported")]
    [InlineData("defaultConfig: {drainDuration: 1.5s}", "drain time only supports durations to seconds precision")]
    [InlineData("defaultConfig: {discoveryAddress: istiod}", "invalid discovery address: unable to split \"istiod\": address istiod: missing port in address")]
    [InlineData("defaultConfig: {tracing: {zipkin: {address: 'a b:9'}}}", "invalid zipkin config: \"a b\" is not a valid hostname or an IP address")]
    [InlineData("defaultConfig: {statusPort: 70000}", "invalid status port: port number 70000 must be in the range 1..65535")]
    [InlineData("defaultConfig: {privateKeyProvider: {cryptomb: {}}}", "invalid private key provider configuration: pollDelay is required")]
    [InlineData("trustDomain: a_b", "trustDomain: trust domain name \"a_b\" invalid")]
    [InlineData("trustDomainAliases: ['-']", "trustDomainAliases[0], domain `-` : trust domain name \"-\" invalid")]
    [InlineData("serviceSettings: [{hosts: [a_b]}]", "serviceSettings[0], host `a_b`: domain name \"a_b\" invalid (label \"a_b\" invalid)")]
    [InlineData("localityLbSetting: {distribute: [{from: a, to: {b: 99}}]}", "total locality weight 99 != 100")]
    [InlineData("meshMTLS: {ecdhCurves: [P-256]}", "mesh TLS does not support ECDH curves configuration")]
    public void Mesh_BadValue_IsRefusedInTheReferencesWords(string yaml, string message)
    {
        Assert.False(MeshConfigReader.TryApply(Encoding.UTF8.GetBytes(yaml), "mesh", MeshDefaults.Mesh(), out _, out Finding? fault));
        Assert.Contains(message, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Mesh_BadProvider_IsAWarning()
    {
        const string yaml = "extensionProviders: [{name: a, zipkin: {service: 'x y', port: 0}}, {name: '', prometheus: {}}]";
        Assert.True(MeshConfigReader.TryApply(Encoding.UTF8.GetBytes(yaml), "mesh", MeshDefaults.Mesh(), out MeshConfig? mesh, out _));
        ValidationReport report = MeshConfigValidator.Mesh(mesh, "mesh");
        Assert.True(report.IsValid);
        Assert.Equal(
            [
                "invalid extension provider a: invalid service port: port number 0 must be in the range 1..65535",
                "invalid extension provider a: invalid service fmt x y: x y is not a valid IP",
                "invalid extension provider : empty extension provider name",
            ],
            report.Warnings.Select(static warning => warning.Message));
    }

    [Theory]
    [InlineData("networks: {net: {endpoints: [{fromCidr: 10.0.0.0/40}]}}", "invalid network net: 10.0.0.0/40 is not a valid CIDR block")]
    [InlineData("networks: {net: {gateways: [{address: 1.2.3.4, port: 0}]}}", "invalid network net: port number 0 must be in the range 1..65535")]
    [InlineData("networks: {net: {gateways: [{address: 'a b', port: 1}]}}", "invalid network net: a b is not a valid IP address or DNS name")]
    public void Networks_BadValue_IsRefused(string yaml, string message)
    {
        Assert.False(MeshConfigReader.TryReadNetworks(Encoding.UTF8.GetBytes(yaml), "networks", out _, out Finding? fault));
        Assert.Contains(message, fault.Message, StringComparison.Ordinal);
    }
}
