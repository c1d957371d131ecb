using System.Security.Cryptography.X509Certificates;
using Grpc.Core;
using Grpc.Net.Client;
using Istiod.Primitives;

namespace Istiod.Security.Tests.Service;

public sealed class CsrServiceTests
{
    private readonly ScriptedReviewer _reviewer = new() { PodName = "ztunnel-1", PodUid = "uid-1" };

    public CsrServiceTests()
    {
        _reviewer.Tokens["app"] = ("system:serviceaccount:foo:bar", ["istio-ca"]);
        _reviewer.Tokens["node"] = ("system:serviceaccount:istio-system:ztunnel", ["istio-ca"]);
    }

    [Fact]
    public async Task CreateCertificate_KnownCaller_GetsItsIdentity_NotTheRequests()
    {
        await using SecureServer server = await StartAsync();
        using GrpcChannel channel = server.Connect();

        IReadOnlyList<string> answer = await SecureServer.CreateCertificateAsync(
            channel, TestPki.RsaRequest(uri: "spiffe://cluster.local/ns/kube-system/sa/admin"), 3600, Token("app"));

        using X509Certificate2 leaf = TestPki.Parse(answer[0]);
        Assert.Equal([(6, TestPki.Identity)], Certificates.SubjectNames.Read(leaf.Extensions.Last().RawData));
        Assert.Equal(server.Trust.Current.RootsPem, answer[^1]);
        Assert.Equal(TimeSpan.FromMinutes(62), leaf.NotAfter - leaf.NotBefore);
    }

    [Theory]
    [InlineData("broken", 0, StatusCode.InvalidArgument, "CSR signing error (certificate signing request is not properly encoded)")]
    [InlineData("", 7_776_001, StatusCode.InvalidArgument, "CSR signing error (requested TTL 2160h0m1s is greater than the max allowed TTL 2160h0m0s)")]
    [InlineData("", long.MaxValue, StatusCode.InvalidArgument, "CSR signing error (requested TTL ")]
    public async Task CreateCertificate_BadRequest_TellsWhat(string csr, long seconds, StatusCode code, string text)
    {
        await using SecureServer server = await StartAsync();
        using GrpcChannel channel = server.Connect();

        RpcException e = await Assert.ThrowsAsync<RpcException>(() => SecureServer.CreateCertificateAsync(
            channel, csr.Length > 0 ? csr : TestPki.EcRequest(), seconds, Token("app")));

        Assert.Equal(code, e.StatusCode);
        Assert.StartsWith(text, e.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CreateCertificate_NegativeLifetime_IsTheDefault()
    {
        await using SecureServer server = await StartAsync();
        using GrpcChannel channel = server.Connect();

        using X509Certificate2 leaf = TestPki.Parse((await SecureServer.CreateCertificateAsync(channel, TestPki.EcRequest(), -5, Token("app")))[0]);

        Assert.Equal(TimeSpan.FromHours(24) + TimeSpan.FromMinutes(2), leaf.NotAfter - leaf.NotBefore);
    }

    [Fact]
    public async Task CreateCertificate_AuthenticationOff_IsUnauthenticated()
    {
        await using SecureServer server = await StartAsync(asks: false);
        using GrpcChannel channel = server.Connect();

        Assert.Equal(("", ""), await SecureServer.WhoAsync(channel));
        RpcException e = await Assert.ThrowsAsync<RpcException>(
            () => SecureServer.CreateCertificateAsync(channel, TestPki.EcRequest(), headers: Token("app")));
        Assert.Equal(StatusCode.Unauthenticated, e.StatusCode);
    }

    [Fact]
    public async Task CreateCertificate_Counts_AsTheReferenceNamesIt()
    {
        await using SecureServer server = await StartAsync();
        using GrpcChannel channel = server.Connect();
        await SecureServer.CreateCertificateAsync(channel, TestPki.EcRequest(), headers: Token("app"));
        await Assert.ThrowsAsync<RpcException>(() => SecureServer.CreateCertificateAsync(channel, "x", headers: Token("app")));
        await Assert.ThrowsAsync<RpcException>(() => SecureServer.CreateCertificateAsync(channel, TestPki.EcRequest()));

        System.Buffers.ArrayBufferWriter<byte> text = new();
        server.Metrics.WriteTo(text);
        string metrics = System.Text.Encoding.UTF8.GetString(text.WrittenSpan);
        Assert.Contains("\ncitadel_server_csr_count 3\n", metrics, StringComparison.Ordinal);
        Assert.Contains("\ncitadel_server_success_cert_issuance_count 1\n", metrics, StringComparison.Ordinal);
        Assert.Contains("\ncitadel_server_authentication_failure_count 1\n", metrics, StringComparison.Ordinal);
        Assert.Contains("\ncitadel_server_csr_sign_err_count{error=\"CSR_ERROR\"} 1\n", metrics, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("node", "spiffe://cluster.local/ns/foo/sa/bar", true)]
    [InlineData("node", "spiffe://cluster.local/ns/foo/sa/elsewhere", false)] // on another node
    [InlineData("node", "spiffe://other.domain/ns/foo/sa/bar", false)]
    [InlineData("node", "foo/bar", false)]
    [InlineData("app", "spiffe://cluster.local/ns/foo/sa/bar", false)] // not trusted, though it asks for itself
    public async Task Impersonation_IsForTrustedNodesAndTheirOwnWorkloads(string token, string wanted, bool isAllowed)
    {
        await using SecureServer server = await StartAsync(new Pods());
        using GrpcChannel channel = server.Connect();
        Task<IReadOnlyList<string>> asking = SecureServer.CreateCertificateAsync(
            channel, TestPki.EcRequest(), 0, Token(token), ("ImpersonatedIdentity", wanted));

        if (isAllowed)
        {
            using X509Certificate2 leaf = TestPki.Parse((await asking)[0]);
            Assert.Equal([(6, wanted)], Certificates.SubjectNames.Read(leaf.Extensions.Last().RawData));
            return;
        }

        RpcException e = await Assert.ThrowsAsync<RpcException>(() => asking);
        Assert.Equal((StatusCode.Unauthenticated, "request impersonation authentication failure"), (e.StatusCode, e.Status.Detail));
    }

    [Theory]
    [InlineData("uid-2", "ztunnel-1")] // the pod was made anew
    [InlineData("uid-1", "ztunnel-2")] // no such pod
    [InlineData("", "")] // a token that is bound to no pod
    public async Task Impersonation_CallersPodDoesNotFit_IsRefused(string uid, string pod)
    {
        _reviewer.PodUid = uid;
        _reviewer.PodName = pod;
        await using SecureServer server = await StartAsync(new Pods());
        using GrpcChannel channel = server.Connect();

        RpcException e = await Assert.ThrowsAsync<RpcException>(() => SecureServer.CreateCertificateAsync(
            channel, TestPki.EcRequest(), 0, Token("node"), ("ImpersonatedIdentity", TestPki.Identity)));

        Assert.Equal(StatusCode.Unauthenticated, e.StatusCode);
    }

    [Fact]
    public async Task Impersonation_ByClientCertificate_IsRefused()
    {
        await using SecureServer server = await StartAsync(new Pods());
        using GrpcChannel channel = server.Connect(
            SecureServer.ClientCertificate(server.Authority, "spiffe://cluster.local/ns/istio-system/sa/ztunnel"));

        RpcException e = await Assert.ThrowsAsync<RpcException>(() => SecureServer.CreateCertificateAsync(
            channel, TestPki.EcRequest(), 0, null, ("ImpersonatedIdentity", TestPki.Identity)));

        Assert.Equal(StatusCode.Unauthenticated, e.StatusCode);
    }

    [Fact]
    public async Task Rotation_OfAnIntermediateAndRoots_RefusesNobodyAndBreaksNoConnection()
    {
        DateTimeOffset now = DateTimeOffset.UtcNow;
        (string rootA, string certificateA, string keyA, _) = TestPki.PluggedIn(now, name: "A");
        (string rootB, string certificateB, string keyB, _) = TestPki.PluggedIn(now, name: "B");
        CertificateAuthority authority = new(
            SigningBundle.Verify(certificateA, keyA, certificateA, rootA, "", now), CertificateLifetimes.Usual, TimeProvider.System);
        await using SecureServer server = await StartAsync(authority: authority);
        using GrpcChannel old = server.Connect(Chained(authority), rootA + rootB, certificateA);
        await SecureServer.WhoAsync(old);
        using CancellationTokenSource stop = new();
        int calls = 0;
        Task calling = CallAllTheTimeAsync();

        // both roots first, then the new intermediate, then the old root goes
        foreach ((string certificate, string key, string roots) in ((string, string, string)[])
            [(certificateA, keyA, rootA + rootB), (certificateB, keyB, rootA + rootB)])
        {
            authority.Replace(SigningBundle.Verify(certificate, key, certificate, roots, "", now));
            int begin = Volatile.Read(ref calls);
            while (Volatile.Read(ref calls) < begin + 20 && !calling.IsCompleted)
            {
                await Task.Yield();
            }

            using GrpcChannel fresh = server.Connect(Chained(authority), rootA + rootB, certificate);
            Assert.Equal("ClientCertificate", (await SecureServer.WhoAsync(fresh)).By);
            Assert.Equal("ClientCertificate", (await SecureServer.WhoAsync(old)).By);
        }

        await stop.CancelAsync();
        await calling;
        authority.Replace(SigningBundle.Verify(certificateB, keyB, certificateB, rootB, "", now));
        CertificateAuthority gone = new(
            SigningBundle.Verify(certificateA, keyA, certificateA, rootA, "", now), CertificateLifetimes.Usual, TimeProvider.System);
        using GrpcChannel late = server.Connect(Chained(gone), rootB, certificateA);
        await Assert.ThrowsAsync<RpcException>(() => SecureServer.WhoAsync(late));

        async Task CallAllTheTimeAsync()
        {
            X509Certificate2 first = Chained(authority);
            while (!stop.IsCancellationRequested)
            {
                // new connections all the time: clients of the old intermediate come in throughout
                using GrpcChannel channel = server.Connect(first, rootA + rootB, certificateA);
                Assert.Equal("ClientCertificate", (await SecureServer.WhoAsync(channel)).By);
                Interlocked.Increment(ref calls);
            }
        }
    }

    private static Metadata Token(string token) => new() { { "authorization", "Bearer " + token } };

    private static X509Certificate2 Chained(CertificateAuthority authority) => SecureServer.ClientCertificate(authority);

    private Task<SecureServer> StartAsync(Pods? pods = null, CertificateAuthority? authority = null, bool asks = true)
    {
        Func<TrustDomain> trustDomain = static () => new TrustDomain("cluster.local");
        KubernetesTokenAuthenticator tokens = new(
            new TokenClusters(_reviewer, new ClusterId("Kubernetes"), new Dictionary<string, string>(), static _ => null),
            trustDomain,
            new KubernetesTokenOptions(),
            TimeProvider.System);
        NodeAuthorizer? nodes = pods is null ? null : new NodeAuthorizer(NodeAuthorizer.ParseAccounts("istio-system/ztunnel"), pods, trustDomain);
        return SecureServer.StartAsync(
            authority ?? TestPki.Authority(TimeProvider.System), [new ClientCertificateAuthenticator(), tokens], nodes, asks: asks);
    }

    private sealed class Pods : IPodDirectory
    {
        public bool Knows(ClusterId cluster) => cluster.Value == "Kubernetes";

        public bool TryGetPod(ClusterId cluster, NamespacedName pod, out PodFacts facts)
        {
            facts = new PodFacts("uid-1", "ztunnel", "node-1");
            return pod == new NamespacedName("istio-system", "ztunnel-1");
        }

        public bool RunsOnNode(ClusterId cluster, NamespacedName account, string node) =>
            node == "node-1" && account == new NamespacedName("foo", "bar");
    }
}
