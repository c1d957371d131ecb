using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using Istiod.Testing.ApiServer;
using Microsoft.Extensions.Time.Testing;

namespace Istiod.Testing.Tests;

public sealed class AccessTests
{
    private const string Maps = "/api/v1/namespaces/default/configmaps";
    private const string TokenReviews = "/apis/authentication.k8s.io/v1/tokenreviews";

    private const string Rights = """
        apiVersion: v1
        kind: ServiceAccount
        metadata: {name: reader, namespace: default}
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRole
        metadata: {name: nodes}
        rules:
        - {apiGroups: [""], resources: [nodes], verbs: [get, list]}
        - {apiGroups: [""], resources: [configmaps], resourceNames: [one], verbs: [get, list, watch]}
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRoleBinding
        metadata: {name: nodes}
        roleRef: {kind: ClusterRole, name: nodes, apiGroup: rbac.authorization.k8s.io}
        subjects: [{kind: ServiceAccount, name: reader, namespace: default}]
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: Role
        metadata: {name: secrets, namespace: default}
        rules:
        - {apiGroups: [""], resources: [secrets], verbs: ["*"]}
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: RoleBinding
        metadata: {name: secrets, namespace: default}
        roleRef: {kind: Role, name: secrets, apiGroup: rbac.authorization.k8s.io}
        subjects: [{kind: Group, name: "system:serviceaccounts:default"}]
        """;

    private static async Task<TestApiServer> StartAsync(TimeProvider? time = null)
    {
        TestApiServer server = await TestApiServer.StartAsync(new ApiServerOptions { ChecksAccess = true, Time = time ?? TimeProvider.System });
        await server.ApplyYamlAsync(Rights);
        return server;
    }

    [Theory]
    [InlineData("GET", "/api/v1/nodes", 200)]
    [InlineData("DELETE", "/api/v1/nodes/n", 403)]
    [InlineData("GET", "/api/v1/namespaces/default/secrets", 200)]
    [InlineData("GET", "/api/v1/secrets", 403)]
    [InlineData("GET", "/api/v1/namespaces/kube-system/secrets", 403)]
    [InlineData("GET", Maps, 403)]
    [InlineData("GET", Maps + "?fieldSelector=metadata.name%3Done", 200)]
    [InlineData("GET", Maps + "/one", 404)]
    [InlineData("GET", Maps + "/two", 403)]
    [InlineData("GET", "/apis", 200)]
    [InlineData("GET", "/version", 200)]
    [InlineData("GET", "/metrics", 403)]
    public async Task Rbac_ServiceAccount_MayWhatItsRolesGrant(string method, string path, int expected)
    {
        await using TestApiServer server = await StartAsync();
        using ApiClient client = new(server, server.Tokens.ForAccount("default", "reader"));

        Assert.Equal(expected, (await client.SendAsync(method, path)).Code);
    }

    [Fact]
    public async Task Request_CredentialsOfNobody_AreRefused()
    {
        FakeTimeProvider time = new(DateTimeOffset.UnixEpoch.AddYears(60));
        await using TestApiServer server = await StartAsync(time);
        string good = server.Tokens.ForAccount("default", "reader", null, TimeSpan.FromMinutes(10));
        using ApiClient anonymous = new(server);
        using ApiClient forged = new(server, good[..^4] + "AAAA");
        using ApiClient foreign = new(server, server.Tokens.ForAccount("default", "reader", ["istio-ca"]));
        using ApiClient fine = new(server, good);

        Assert.Equal(403, (await anonymous.SendAsync("GET", "/api/v1/nodes")).Code);
        Assert.Equal(401, (await forged.SendAsync("GET", "/api/v1/nodes")).Code);
        Assert.Equal(401, (await foreign.SendAsync("GET", "/api/v1/nodes")).Code);
        Assert.Equal(200, (await fine.SendAsync("GET", "/api/v1/nodes")).Code);
        time.Advance(TimeSpan.FromMinutes(11));
        Assert.Equal(401, (await fine.SendAsync("GET", "/api/v1/nodes")).Code);
    }

    [Fact]
    public async Task ClientCertificate_NamesUserAndGroups()
    {
        await using TestApiServer server = await StartAsync();
        (string certificate, string key) = server.Authority.ClientCertificate("admin", "system:masters");
        using X509Certificate2 pair = X509Certificate2.CreateFromPem(certificate, key);
        using ApiClient client = new(server, null, pair);

        (int code, JsonObject review) = await client.SendAsync(
            "POST", "/apis/authentication.k8s.io/v1/selfsubjectreviews", new JsonObject());

        Assert.Equal(201, code);
        Assert.Equal("admin", (string?)review["status"]!["userInfo"]!["username"]);
        Assert.Contains("system:masters", review["status"]!["userInfo"]!["groups"]!.AsArray().Select(g => (string)g!));
    }

    [Fact]
    public async Task TokenReview_TellsUserAndCommonAudiences()
    {
        await using TestApiServer server = await StartAsync();
        using ApiClient admin = new(server, server.Tokens.ForUser("admin", "system:masters"));
        string token = server.Tokens.ForAccount("default", "reader", ["istio-ca", "other"], pod: "p", node: "n1");

        JsonObject good = await admin.CreateAsync(TokenReviews, Review(token, "istio-ca", "third"));
        JsonObject wrong = await admin.CreateAsync(TokenReviews, Review(token, "third"));
        JsonObject api = await admin.CreateAsync(TokenReviews, Review(token));

        JsonNode status = good["status"]!;
        Assert.True((bool)status["authenticated"]!);
        Assert.Equal("system:serviceaccount:default:reader", (string?)status["user"]!["username"]);
        Assert.Equal(["istio-ca"], status["audiences"]!.AsArray().Select(a => (string)a!));
        Assert.Equal("n1", (string?)status["user"]!["extra"]!["authentication.kubernetes.io/node-name"]![0]);
        Assert.Null(wrong["status"]!["authenticated"]);
        Assert.Contains("is invalid for the target audiences", (string)wrong["status"]!["error"]!, StringComparison.Ordinal);
        Assert.Null(api["status"]!["authenticated"]);
    }

    [Fact]
    public async Task TokenReview_OfADeletedAccount_IsRefused()
    {
        await using TestApiServer server = await StartAsync();
        using ApiClient admin = new(server, server.Tokens.ForUser("admin", "system:masters"));
        string token = server.Tokens.ForAccount("default", "reader");
        await server.DeleteAsync("v1", "ServiceAccount", "default", "reader");

        JsonObject review = await admin.CreateAsync(TokenReviews, Review(token));

        Assert.Null(review["status"]!["authenticated"]);
    }

    [Fact]
    public async Task TokenRequest_GivesATokenThatIsGood()
    {
        await using TestApiServer server = await StartAsync();
        using ApiClient admin = new(server, server.Tokens.ForUser("admin", "system:masters"));

        JsonObject answer = await admin.CreateAsync(
            "/api/v1/namespaces/default/serviceaccounts/reader/token",
            JsonNode.Parse("""{"spec":{"audiences":["istio-ca"],"expirationSeconds":900}}""")!);
        JsonObject review = await admin.CreateAsync(TokenReviews, Review((string)answer["status"]!["token"]!, "istio-ca"));

        Assert.True((bool)review["status"]!["authenticated"]!);
    }

    [Theory]
    [InlineData("system:serviceaccount:default:reader", "list", "nodes", "", true)]
    [InlineData("system:serviceaccount:default:reader", "delete", "nodes", "", false)]
    [InlineData("system:serviceaccount:default:reader", "list", "secrets", "default", false)] // its group is not named
    public async Task SubjectAccessReview_DecidesByRbac(string user, string verb, string resource, string ns, bool expected)
    {
        await using TestApiServer server = await StartAsync();
        using ApiClient admin = new(server, server.Tokens.ForUser("admin", "system:masters"));

        JsonObject review = await admin.CreateAsync("/apis/authorization.k8s.io/v1/subjectaccessreviews", new JsonObject
        {
            ["spec"] = new JsonObject
            {
                ["user"] = user,
                ["resourceAttributes"] = new JsonObject { ["verb"] = verb, ["resource"] = resource, ["namespace"] = ns },
            },
        });

        Assert.Equal(expected, (bool)review["status"]!["allowed"]!);
    }

    [Fact]
    public async Task SigningRequest_Approved_IsSignedByTheAuthority()
    {
        await using TestApiServer server = await StartAsync();
        using ApiClient admin = new(server, server.Tokens.ForUser("admin", "system:masters"));
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        string pem = new CertificateRequest("CN=x", key, HashAlgorithmName.SHA256).CreateSigningRequestPem();
        const string Requests = "/apis/certificates.k8s.io/v1/certificatesigningrequests";

        JsonObject made = await admin.CreateAsync(Requests, new JsonObject
        {
            ["metadata"] = new JsonObject { ["name"] = "r" },
            ["spec"] = new JsonObject
            {
                ["request"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(pem)),
                ["signerName"] = "kubernetes.io/kube-apiserver-client",
                ["usages"] = new JsonArray("client auth"),
            },
        });
        made["status"] = JsonNode.Parse("""{"conditions":[{"type":"Approved","status":"True","reason":"Test"}]}""");
        (int code, _) = await admin.SendAsync("PUT", $"{Requests}/r/approval", made);
        JsonObject signed = await admin.GetAsync($"{Requests}/r");

        Assert.Equal("admin", (string?)made["spec"]!["username"]);
        Assert.Equal(200, code);
        string certificate = Encoding.UTF8.GetString(Convert.FromBase64String((string)signed["status"]!["certificate"]!));
        using X509Certificate2 leaf = X509Certificate2.CreateFromPem(certificate);
        Assert.Equal("CN=x", leaf.Subject);
    }

    private static JsonObject Review(string token, params string[] audiences) => new()
    {
        ["spec"] = new JsonObject { ["token"] = token, ["audiences"] = new JsonArray([.. audiences.Select(a => (JsonNode)a)]) },
    };
}
