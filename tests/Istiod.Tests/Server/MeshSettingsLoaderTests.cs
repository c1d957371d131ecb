using System.Text;
using Istiod.Model;
using Istiod.Primitives;
using Istiod.Protobuf;
using Istiod.Server;
using Istiod.Variables;

namespace Istiod.Tests.Server;

public sealed class MeshSettingsLoaderTests
{
    private static readonly MeshSettingsLoader s_loader = new(
        new PilotEnvironment(), new MeshFeatures(), "cluster.local", "Kubernetes", new EnvironmentReader(name => name == "TOKEN" ? "secret" : null));

    [Fact]
    public void FromYaml_HeaderNamesVariable_ValueStandsBesideTheMesh()
    {
        MeshSettings settings = s_loader.FromYaml(
            """
            extensionProviders:
            - name: traces
              opentelemetry:
                service: otel.example
                port: 4318
                http:
                  path: /v1/traces
                  headers:
                  - { name: authorization, envName: TOKEN }
                  - { name: tenant, envName: ABSENT }
                  - { name: kind, value: shop }
            """,
            "",
            []);

        Assert.Equal(["secret", "", "shop"], settings.Mesh.ExtensionProviders.Single(static p => p.Name == "traces").Opentelemetry!.Http!.Headers.Select(settings.ValueOf));
        Assert.DoesNotContain("secret", settings.Mesh.ToJson(), StringComparison.Ordinal);
    }

    [Fact]
    public void FromLayers_TwoLayers_UpperWins()
    {
        List<Finding> findings = [];

        MeshSettings settings = s_loader.FromLayers(
            [Layer("trustDomain: below\nrootNamespace: roots\n"), Layer("trustDomain: above\n")], null, findings);

        Assert.Empty(findings);
        Assert.Equal("above", settings.Mesh.TrustDomain);
        Assert.Equal("roots", settings.Mesh.RootNamespace);
    }

    [Fact]
    public void FromLayers_OneFaultyLayer_LastStateStays()
    {
        MeshSettings last = s_loader.FromLayers([Layer("trustDomain: before\n")], null, []);
        List<Finding> findings = [];

        MeshSettings settings = s_loader.FromLayers([Layer("trustDomain: [\n")], last, findings);

        Assert.Single(findings);
        Assert.Equal("before", settings.Mesh.TrustDomain);
    }

    [Fact]
    public void FromLayers_OneFaultyOfTwo_IsLeftOut()
    {
        MeshSettings last = s_loader.FromLayers([Layer("trustDomain: before\n")], null, []);
        List<Finding> findings = [];

        MeshSettings settings = s_loader.FromLayers([Layer("trustDomain: below\n"), Layer("trustDomain: [\n")], last, findings);

        Assert.Single(findings);
        Assert.Equal("below", settings.Mesh.TrustDomain);
    }

    [Fact]
    public void FromLayers_Networks_AreTheFirstLayersThatHasThem()
    {
        MeshText shared = new("shared", null, Encoding.UTF8.GetBytes("networks:\n  a:\n    endpoints:\n    - fromRegistry: one\n"));
        MeshText own = new("own", null, Encoding.UTF8.GetBytes("networks:\n  b:\n    endpoints:\n    - fromRegistry: two\n"));

        MeshSettings settings = s_loader.FromLayers([shared, own], null, []);

        Assert.Equal(["a"], settings.Networks.Networks.Keys);
    }

    private static MeshText Layer(string mesh) => new("test", Encoding.UTF8.GetBytes(mesh), null);
}
