using System.Text;
using Istiod.Primitives;
using Istiod.Protos.Envoy.Extensions.TransportSockets.Tls.V3;
using Istiod.Render.Tests.Mesh;
using Istiod.Resources;

namespace Istiod.Render.Tests;

/// <summary>Who gets which secret.</summary>
public sealed class SecretTests
{
    private const string Objects = """
        apiVersion: v1
        kind: Secret
        metadata: {name: cred, namespace: a}
        data: {tls.crt: b25l, tls.key: b25l, ca.crt: b25l}
        ---
        apiVersion: v1
        kind: Secret
        metadata: {name: cred, namespace: b}
        data: {tls.crt: dHdv, tls.key: dHdv}
        ---
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: roots, namespace: c}
        data: {ca.crt: three}
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRole
        metadata: {name: reader}
        rules: [{apiGroups: [''], resources: [secrets], verbs: [get, list]}]
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRoleBinding
        metadata: {name: readers}
        roleRef: {kind: ClusterRole, name: reader, apiGroup: rbac.authorization.k8s.io}
        subjects: [{kind: ServiceAccount, name: gateway, namespace: a}, {kind: ServiceAccount, name: gateway, namespace: b}]
        """;

    // CVE-2021-34824: the same name must never be answered out of another namespace's answer
    [Fact]
    public void SameName_TwoNamespaces_EachGetsItsOwn()
    {
        using Mesh mesh = new();
        Assert.Equal(["one"], mesh.Chains("a", "gateway", "kubernetes://cred"));
        Assert.Equal(["two"], mesh.Chains("b", "gateway", "kubernetes://cred"));
        Assert.Equal(["one"], mesh.Chains("a", "gateway", "kubernetes://cred"));
    }

    [Theory]
    [InlineData("b", "gateway", "kubernetes://a/cred")] // another namespace
    [InlineData("a", "app", "kubernetes://cred")] // not bound to a role that lists secrets
    [InlineData("a", null, "kubernetes://cred")] // has proven nothing
    [InlineData("a", "gateway", "kubernetes-gateway://a/cred")] // no gateway refers to it
    [InlineData("a", "gateway", "cred")]
    [InlineData("a", "gateway", "invalid://")]
    [InlineData("a", "gateway", "configmap://roots")] // needs a namespace
    [InlineData("a", "gateway", "configmap:///roots")]
    public void Secret_NotAllowed_IsLeftOut(string ns, string? account, string name)
    {
        using Mesh mesh = new();
        Assert.Empty(mesh.Get(ns, account, name));
    }

    [Theory]
    [InlineData("a", "app", "kubernetes://cred-cacert", "one")] // roots are no secret within the namespace
    [InlineData("a", "app", "configmap://c/roots-cacert", "three")] // nor in ConfigMaps anywhere
    public void Roots_AreForAllOfTheNamespace(string ns, string account, string name, string expected)
    {
        using Mesh mesh = new();
        Secret secret = Assert.Single(mesh.Get(ns, account, name));
        Assert.Equal(name, secret.Name);
        Assert.Equal(expected, Encoding.UTF8.GetString(secret.ValidationContext!.TrustedCa!.InlineBytes.Span));
    }

    [Fact]
    public void Review_OfTheHost_GoesBeforeRoles()
    {
        using Mesh mesh = new();
        mesh.Review("a", "gateway", false);
        mesh.Review("a", "app", true);
        Assert.Empty(mesh.Get("a", "gateway", "kubernetes://cred"));
        Assert.Equal(["one"], mesh.Chains("a", "app", "kubernetes://cred"));
    }

    private sealed class Mesh : IDisposable
    {
        private static readonly ClusterId s_cluster = new("Kubernetes");
        private readonly string _folder = Directory.CreateTempSubdirectory().FullName;
        private readonly Renderer _renderer = new(SettingsShape.Plain);

        public Mesh()
        {
            string file = Path.Combine(_folder, "objects.yaml");
            File.WriteAllText(file, Objects);
            _renderer.Load(s_cluster, [file]);
            Assert.Empty(_renderer.Findings);
        }

        public void Review(string ns, string account, bool isAllowed)
        {
            Incremental.ChangeBatch batch = _renderer.Pipeline.Graph.NewBatch();
            batch.Upsert(_renderer.Pipeline.Sources.SecretReviews, s_cluster, new Model.SecretReader(s_cluster, ns, account), isAllowed);
            _renderer.Pipeline.Apply(batch);
        }

        public IReadOnlyList<Secret> Get(string ns, string? account, string name)
        {
            ProxyNode node = TestProxies.Node("router", "10.0.0.1", "gw", ns, "") with
            {
                Verified = account is null ? null : new WorkloadAccount(ns, account),
            };
            RenderedProxy rendered = _renderer.Render(
                node, [XdsType.Secret], new Dictionary<XdsType, NameList> { [XdsType.Secret] = NameList.From([name]) });
            return [.. (rendered.Answers[XdsType.Secret] ?? []).Select(r => Secret.Parse(r.ToArray()))];
        }

        public IEnumerable<string> Chains(string ns, string account, string name) =>
            Get(ns, account, name).Select(s => Encoding.UTF8.GetString(s.TlsCertificate!.CertificateChain!.InlineBytes.Span));

        public void Dispose() => Directory.Delete(_folder, true);
    }
}
