using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Grpc.Core;
using Grpc.Net.Client;
using Istiod.Primitives;

namespace Istiod.Security.Tests.Service;

/// <summary>
/// Every way to say who one is, in every broken form, against a real listener. Expected outcomes come from the reference's rules:
/// handshake: pkg/spiffe/spiffe.go:VerifyPeerCert; tokens: security/pkg/k8s/tokenreview/k8sauthn.go,
/// security/pkg/server/ca/authenticate/*; errors: pkg/security/authentication.go, security/pkg/server/ca/server.go.
/// </summary>
public sealed class AuthenticationMatrixTests : IAsyncLifetime, IDisposable
{
    private const string Good = "spiffe://cluster.local/ns/foo/sa/bar";
    private readonly ScriptedReviewer _local = new();
    private readonly ScriptedReviewer _remote = new();
    private readonly OidcIssuer _issuer = new();
    private KubernetesTokenAuthenticator? _tokens;
    private SecureServer? _server;

    private SecureServer Server => _server!; // set before each test

    public async Task InitializeAsync()
    {
        _local.Tokens["good"] = ("system:serviceaccount:foo:bar", ["istio-ca"]);
        _local.Tokens["api-only"] = ("system:serviceaccount:foo:bar", ["https://kubernetes.default.svc"]);
        _local.Tokens["human"] = ("jane", ["istio-ca"]);
        _local.Tokens["three-parts"] = ("system:serviceaccount:foo", ["istio-ca"]);
        _local.Tokens["five-parts"] = ("system:serviceaccount:foo:bar:baz", ["istio-ca"]);
        _local.Tokens["no-namespace"] = ("system:serviceaccount::bar", ["istio-ca"]);
        _remote.Tokens["remote-good"] = ("system:serviceaccount:foo:bar", ["istio-ca"]);
        _tokens = Tokens(new KubernetesTokenOptions());
        _server = await SecureServer.StartAsync(
            TestPki.Authority(TimeProvider.System),
            [
                new ClientCertificateAuthenticator(),
                new OidcAuthenticator(_issuer.Rule, _issuer, static () => new TrustDomain("cluster.local"), TimeProvider.System),
                _tokens,
            ]);
    }

    public async Task DisposeAsync() => await Server.DisposeAsync();

    public void Dispose() => _tokens?.Dispose();

    [Theory]
    [InlineData("good", "")]
    [InlineData("good", "Kubernetes")]
    [InlineData("good", "alias")]
    [InlineData("remote-good", "remote")]
    [InlineData("remote-good", "remote-alias")]
    public async Task KubernetesToken_Valid_IsItsAccount(string token, string cluster)
    {
        using GrpcChannel channel = Server.Connect();

        Assert.Equal((Good, "KubernetesToken"), await SecureServer.WhoAsync(channel, Headers(token, cluster)));
    }

    [Theory]
    [InlineData("unknown", "")] // not authenticated
    [InlineData("api-only", "")] // audience
    [InlineData("human", "")] // four parts
    [InlineData("three-parts", "")]
    [InlineData("five-parts", "")]
    [InlineData("no-namespace", "")]
    [InlineData("good", "nowhere")] // a cluster that is not known
    [InlineData("good", "remote")] // a token of the local cluster shown as of a remote one
    [InlineData("remote-good", "")] // and the reverse: a remote cluster vouches only for its own
    [InlineData("remote-good", "Kubernetes")]
    public async Task KubernetesToken_Bad_IsUnauthenticated(string token, string cluster) =>
        await RefusedAsync(Headers(token, cluster));

    [Theory]
    [InlineData("", "application/grpc", "remote", "nowhere")] // two values count as none
    [InlineData("remote", "application/grpc", "remote")]
    [InlineData("remote", "text/plain", "remote", "nowhere")] // but not for pages
    [InlineData("", "application/grpc")]
    public void KubernetesToken_ClusterHeader_IsReadAsGrpcMetadata(string expected, string type, params string[] values)
    {
        Microsoft.AspNetCore.Http.DefaultHttpContext context = new();
        context.Request.Protocol = "HTTP/2";
        context.Request.ContentType = type;
        context.Request.Headers["clusterid"] = values;

        Assert.Equal(expected, KubernetesTokenAuthenticator.ClusterOf(context.Request));
    }

    [Fact]
    public async Task KubernetesToken_NoServiceAccountGroup_IsUnauthenticated()
    {
        _local.Groups = ["system:authenticated"];
        await RefusedAsync(Headers("good"));
    }

    [Fact]
    public async Task KubernetesToken_ServerWithoutAudiences_IsUnauthenticated()
    {
        _local.KnowsAudiences = false;
        await RefusedAsync(Headers("good"));
    }

    [Fact]
    public async Task KubernetesToken_ApiServerOutOfReach_IsUnauthenticated_AndNotRemembered()
    {
        _local.Fault = new IOException("connection refused");
        await RefusedAsync(Headers("good"));
        _local.Fault = null;
        using GrpcChannel channel = Server.Connect();

        Assert.Equal(Good, (await SecureServer.WhoAsync(channel, Headers("good"))).Id);
    }

    [Fact]
    public async Task KubernetesToken_SameTokenAgain_IsNotReviewedAgain_ABadOneIs()
    {
        using GrpcChannel channel = Server.Connect();
        for (int i = 0; i < 5; i++)
        {
            await SecureServer.WhoAsync(channel, Headers("good"));
        }

        Assert.Equal(1, _local.Calls);
        await RefusedAsync(Headers("unknown"));
        await RefusedAsync(Headers("unknown"));
        Assert.Equal(1 + (2 * 5), _local.Calls); // each is tried in five kinds of call
    }

    [Theory]
    [InlineData("Basic good")]
    [InlineData("bearer good")]
    [InlineData("Istio good")] // HTTP debug pages only
    [InlineData("Bearer ")]
    public async Task Token_OtherScheme_IsUnauthenticated(string value) => await RefusedAsync(new Metadata { { "authorization", value } });

    [Fact]
    public async Task Token_TooLong_IsUnauthenticatedWithoutAReview()
    {
        await RefusedAsync(Headers(new string('x', 17_000)));

        Assert.Equal(0, _local.Calls);
    }

    [Fact]
    public async Task Nothing_Shown_IsUnauthenticated() => await RefusedAsync([]);

    [Fact]
    public async Task XfccHeader_WithoutTrustedAddresses_IsUnauthenticated() // CVE-2022-39388: from loopback
        => await RefusedAsync(new Metadata { { "x-forwarded-client-cert", "By=a;Hash=b;URI=" + Good } });

    [Theory]
    [InlineData("oidc")]
    [InlineData("certificate")]
    [InlineData("token")] // known by a token, but nobody is trusted here
    public async Task Impersonation_WithoutATrustedAccount_IsRefused_HoweverTheCallerIsKnown(string way)
    {
        using GrpcChannel channel = Server.Connect(way == "certificate" ? SecureServer.ClientCertificate(Server.Authority) : null);
        Metadata headers = way == "oidc" ? Headers(_issuer.Token("good")) : way == "token" ? Headers("good") : [];

        RpcException e = await Assert.ThrowsAsync<RpcException>(() => SecureServer.CreateCertificateAsync(
            channel, TestPki.EcRequest(), headers: headers, metadata: ("ImpersonatedIdentity", "spiffe://cluster.local/ns/other/sa/one")));

        Assert.Equal(StatusCode.Unauthenticated, e.StatusCode);
        Assert.Equal("request impersonation authentication failure", e.Status.Detail);
    }

    [Theory]
    [InlineData("oidc")]
    [InlineData("certificate")]
    [InlineData("token")]
    public async Task Caller_KnownInAnyWay_MayStreamAndGetsACertificate(string way)
    {
        using GrpcChannel channel = Server.Connect(way == "certificate" ? SecureServer.ClientCertificate(Server.Authority) : null);
        Metadata headers = way == "oidc" ? Headers(_issuer.Token("good")) : way == "token" ? Headers("good") : [];

        await SecureServer.DiscoverAsync(channel, isDelta: false, headers);
        await SecureServer.DiscoverAsync(channel, isDelta: true, headers);
        using X509Certificate2 leaf = TestPki.Parse((await SecureServer.CreateCertificateAsync(channel, TestPki.EcRequest(), headers: headers))[0]);
        Assert.Equal([(6, Good)], Certificates.SubjectNames.Read(leaf.Extensions.Last().RawData));
    }

    public static TheoryData<string> BadTokens() =>
    [
        "null", // payload of CVE-2022-23635
        "alg-none", "alg-none-signed", "hs256", "expired", "no-exp", "not-yet", "other-issuer", "other-audience", "audience-as-text", "no-audience",
        "sub-without-colons", "sub-two-parts", "sub-empty-namespace", "sub-human", "other-key", "unknown-key", "broken-signature",
        "no-signature", "two-parts", "four-parts", "not-base64", "not-json", "array-payload", "number-payload", "critical-header", "empty",
        "rs384", "deep",
    ];

    [Theory]
    [MemberData(nameof(BadTokens))]
    public async Task OidcToken_Bad_IsUnauthenticated(string kind) => await RefusedAsync(Headers(_issuer.Token(kind)));

    [Theory]
    [InlineData("good")]
    [InlineData("no-key-id")]
    public async Task OidcToken_Valid_IsItsAccount(string kind)
    {
        using GrpcChannel channel = Server.Connect();

        Assert.Equal((Good, "OidcToken"), await SecureServer.WhoAsync(channel, Headers(_issuer.Token(kind))));
    }

    [Fact]
    public async Task OidcToken_AfterTheIssuerChangesKeys_IsTakenWithTheNewKey()
    {
        using GrpcChannel channel = Server.Connect();
        await SecureServer.WhoAsync(channel, Headers(_issuer.Token("good")));
        int fetched = _issuer.Fetches;
        await RefusedAsync(Headers(_issuer.Token("unknown-key")));
        await RefusedAsync(Headers(_issuer.Token("unknown-key")));

        Assert.Equal(fetched, _issuer.Fetches); // not more often than once in ten seconds, however many unknown keys come
    }

    [Fact]
    public async Task ClientCertificate_Valid_IsItsIdentity_AndWinsOverAToken()
    {
        using GrpcChannel channel = Server.Connect(SecureServer.ClientCertificate(Server.Authority, "spiffe://cluster.local/ns/other/sa/one"));

        Assert.Equal(("spiffe://cluster.local/ns/other/sa/one", "ClientCertificate"), await SecureServer.WhoAsync(channel, Headers("good")));
        Assert.Equal(0, _local.Calls);
    }

    public static TheoryData<string> BadCertificates() =>
        ["other-ca", "self-signed", "expired", "other-trust-domain", "no-uri", "two-uris", "not-spiffe", "dns-spiffe", "comma", "server-only"];

    [Theory]
    [MemberData(nameof(BadCertificates))]
    public async Task ClientCertificate_Bad_FailsTheHandshake_EvenWithAGoodToken(string kind)
    {
        using GrpcChannel channel = Server.Connect(Certificate(kind));

        RpcException e = await Assert.ThrowsAsync<RpcException>(() => SecureServer.WhoAsync(channel, Headers("good")));
        Assert.True(e.StatusCode is StatusCode.Unavailable or StatusCode.Internal, e.Status.ToString());
        Assert.Equal(0, _local.Calls);
    }

    [Fact]
    public async Task ClientCertificate_DnsNameThatLooksLikeAnIdentity_NeverCounts()
    {
        using GrpcChannel channel = Server.Connect(Certificate("uri-and-dns-spiffe"));

        Assert.Equal(Good, (await SecureServer.WhoAsync(channel)).Id);
    }

    private static Metadata Headers(string token, string cluster = "")
    {
        Metadata headers = new() { { "authorization", "Bearer " + token } };
        if (cluster.Length > 0)
        {
            headers.Add("clusterid", cluster);
        }

        return headers;
    }

    private KubernetesTokenAuthenticator Tokens(KubernetesTokenOptions options) => new(
        new TokenClusters(
            _local,
            new ClusterId("Kubernetes"),
            new Dictionary<string, string> { ["alias"] = "Kubernetes", ["remote-alias"] = "remote" },
            cluster => cluster.Value == "remote" ? _remote : null),
        static () => new TrustDomain("cluster.local"),
        options,
        TimeProvider.System);

    // All kinds of call: an unknown caller gets one text, and no details; there is no call that lets it in.
    private async Task RefusedAsync(Metadata headers)
    {
        using GrpcChannel channel = Server.Connect();
        foreach (bool isDelta in (bool[])[false, true])
        {
            RpcException stream = await Assert.ThrowsAsync<RpcException>(() => SecureServer.DiscoverAsync(channel, isDelta, headers));
            Assert.Equal((StatusCode.Unauthenticated, "authentication failure"), (stream.StatusCode, stream.Status.Detail));
        }

        RpcException impersonation = await Assert.ThrowsAsync<RpcException>(() => SecureServer.CreateCertificateAsync(
            channel, TestPki.EcRequest(), headers: headers, metadata: ("ImpersonatedIdentity", Good)));
        Assert.Equal(
            (StatusCode.Unauthenticated, "request authenticate failure"), (impersonation.StatusCode, impersonation.Status.Detail));
        RpcException who = await Assert.ThrowsAsync<RpcException>(() => SecureServer.WhoAsync(channel, headers));
        Assert.Equal((StatusCode.Unauthenticated, "authentication failure"), (who.StatusCode, who.Status.Detail));
        RpcException csr = await Assert.ThrowsAsync<RpcException>(
            () => SecureServer.CreateCertificateAsync(channel, "not looked at", headers: headers));
        Assert.Equal((StatusCode.Unauthenticated, "request authenticate failure"), (csr.StatusCode, csr.Status.Detail));
    }

    private X509Certificate2 Certificate(string kind)
    {
        DateTimeOffset now = DateTimeOffset.UtcNow;
        if (kind == "other-ca")
        {
            return SecureServer.ClientCertificate(TestPki.Authority(TimeProvider.System));
        }

        RSA key = RSA.Create(2048);
        CertificateRequest request = new("", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        SubjectAlternativeNameBuilder names = new();
        foreach (string uri in (string[])(kind switch
        {
            "other-trust-domain" => ["spiffe://other.domain/ns/foo/sa/bar"],
            "no-uri" or "dns-spiffe" => [],
            "two-uris" => [Good, "spiffe://cluster.local/ns/kube-system/sa/admin"],
            "not-spiffe" => ["https://cluster.local/ns/foo/sa/bar"],
            "comma" => ["spiffe://cluster.local/ns/foo/sa/bar,spiffe:/cluster.local/ns/kube-system/sa/admin"],
            _ => [Good],
        }))
        {
            names.AddUri(new Uri(uri));
        }

        if (kind is "no-uri" or "dns-spiffe" or "uri-and-dns-spiffe")
        {
            names.AddDnsName(kind == "no-uri" ? "foo.example" : "spiffe-cluster.local");
        }

        X509Extension extension = names.Build(critical: true);
        if (kind is "dns-spiffe" or "uri-and-dns-spiffe")
        {
            // a DNS name cannot hold this by the rules: written by hand
            extension = WithDnsText(extension, "spiffe-cluster.local", "spiffe://cluster.loc");
        }

        request.CertificateExtensions.Add(extension);
        if (kind == "server-only")
        {
            request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], false));
        }

        DateTimeOffset end = kind == "expired" ? now.AddMinutes(-1) : now.AddHours(1);
        if (kind == "self-signed")
        {
            return request.CreateSelfSigned(now.AddHours(-1), end);
        }

        SigningBundle bundle = Server.Authority.Bundle;
        using X509Certificate2 signer = X509Certificate2.CreateFromPem(bundle.CertificatePem, bundle.Key.ToPem());
        using RSA signerKey = signer.GetRSAPrivateKey()!;
        using X509Certificate2 certificate = request.Create(
            signer.SubjectName,
            X509SignatureGenerator.CreateForRSA(signerKey, RSASignaturePadding.Pkcs1),
            kind == "expired" ? now.AddMinutes(-30) : bundle.NotBefore,
            end,
            RandomNumberGenerator.GetBytes(8));
        return certificate.CopyWithPrivateKey(key);
    }

    private static X509Extension WithDnsText(X509Extension names, string from, string to)
    {
        byte[] der = [.. names.RawData];
        int at = der.AsSpan().IndexOf(System.Text.Encoding.ASCII.GetBytes(from));
        System.Text.Encoding.ASCII.GetBytes(to).CopyTo(der, at);
        return new X509Extension(names.Oid!, der, names.Critical);
    }
}
