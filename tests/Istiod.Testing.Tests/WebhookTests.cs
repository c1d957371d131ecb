using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using Istiod.Testing.ApiServer;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Istiod.Testing.Tests;

public sealed class WebhookTests
{
    private const string Maps = "/api/v1/namespaces/default/configmaps";

    private static async Task<(WebApplication App, int Port)> HookAsync(
        TestApiServer authority, Func<JsonObject, JsonObject> answer, string host = "localhost")
    {
        (string pem, string key) = authority.Authority.ServerCertificate(host);
        X509Certificate2 certificate;
        using (X509Certificate2 pair = X509Certificate2.CreateFromPem(pem, key))
        {
            certificate = X509CertificateLoader.LoadPkcs12(pair.Export(X509ContentType.Pkcs12), null);
        }

        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(k => k.Listen(IPAddress.Loopback, 0, l => l.UseHttps(certificate)));
        WebApplication app = builder.Build();
        app.Run(async context =>
        {
            JsonObject review = (JsonObject)(await JsonNode.ParseAsync(context.Request.Body))!;
            JsonObject response = answer((JsonObject)review["request"]!);
            response["uid"] = review["request"]!["uid"]!.DeepClone();
            await context.Response.WriteAsync(new JsonObject { ["response"] = response }.ToJsonString());
        });
        await app.StartAsync();
        return (app, new Uri(app.Urls.First()).Port);
    }

    private static JsonObject Configuration(string kind, string url, string bundle, string policy, string selector = "{}") => (JsonObject)JsonNode.Parse($$"""
        {"apiVersion":"admissionregistration.k8s.io/v1","kind":"{{kind}}","metadata":{"name":"hook"},"webhooks":[{
          "name":"h.example","clientConfig":{"url":"{{url}}","caBundle":"{{Convert.ToBase64String(Encoding.UTF8.GetBytes(bundle))}}"},
          "failurePolicy":"{{policy}}","objectSelector":{{selector}},"sideEffects":"None","admissionReviewVersions":["v1"],
          "rules":[{"operations":["CREATE"],"apiGroups":[""],"apiVersions":["v1"],"resources":["configmaps"]}]}]}
        """)!;

    [Fact]
    public async Task Mutating_PatchIsApplied()
    {
        await using TestApiServer server = await TestApiServer.StartAsync(new ApiServerOptions { UsesTls = false });
        using ApiClient client = new(server);
        string patch = Convert.ToBase64String("""[{"op":"add","path":"/data/added","value":"yes"}]"""u8);
        (WebApplication app, int port) = await HookAsync(server, _ => new JsonObject { ["allowed"] = true, ["patchType"] = "JSONPatch", ["patch"] = patch });
        await using WebApplication running = app;

        // The hook's certificate names no address, so it is refused.
        await server.ApplyAsync(Configuration("MutatingWebhookConfiguration", $"https://127.0.0.1:{port}/", server.Authority.RootPem, "Fail"));
        (int code, JsonObject status) = await client.SendAsync("POST", Maps, ApiClient.ConfigMap("a"));
        Assert.Equal(500, code);
        Assert.Contains("failed calling webhook \"h.example\"", (string)status["message"]!, StringComparison.Ordinal);

        await server.ApplyAsync(Configuration("MutatingWebhookConfiguration", $"https://localhost:{port}/", server.Authority.RootPem, "Fail"));
        JsonObject made = await client.CreateAsync(Maps, ApiClient.ConfigMap("a"));

        Assert.Equal("yes", (string?)made["data"]!["added"]);
    }

    [Fact]
    public async Task Validating_Refusal_IsToldWithItsCode()
    {
        await using TestApiServer server = await TestApiServer.StartAsync(new ApiServerOptions { UsesTls = false });
        using ApiClient client = new(server);
        JsonObject? seen = null;
        (WebApplication app, int port) = await HookAsync(server, request =>
        {
            seen = request;
            return new JsonObject { ["allowed"] = false, ["status"] = new JsonObject { ["message"] = "not so" } };
        });
        await using WebApplication running = app;
        await server.ApplyAsync(Configuration(
            "ValidatingWebhookConfiguration", $"https://localhost:{port}/", server.Authority.RootPem, "Fail", """{"matchLabels":{"checked":"yes"}}"""));

        await client.CreateAsync(Maps, ApiClient.ConfigMap("unchecked"));
        Assert.Null(seen);
        (int code, JsonObject status) = await client.SendAsync("POST", $"{Maps}?dryRun=All", ApiClient.ConfigMap("a", "1", ("checked", "yes")));

        Assert.Equal((400, "admission webhook \"h.example\" denied the request: not so"), (code, (string?)status["message"]));
        Assert.Equal(("CREATE", true, "default"), ((string?)seen!["operation"], (bool)seen["dryRun"]!, (string?)seen["namespace"]));
    }

    [Fact]
    public async Task Service_ResolvedToAnAddress_IsCalledByItsName()
    {
        await using TestApiServer server = await TestApiServer.StartAsync(new ApiServerOptions { UsesTls = false });
        using ApiClient client = new(server);
        (WebApplication app, int port) = await HookAsync(server, _ => new JsonObject { ["allowed"] = true }, "hook.istio-system.svc");
        await using WebApplication running = app;
        JsonObject configuration = Configuration("ValidatingWebhookConfiguration", "https://unused/", server.Authority.RootPem, "Fail");
        configuration["webhooks"]![0]!["clientConfig"]!.AsObject().Remove("url");
        configuration["webhooks"]![0]!["clientConfig"]!["service"] = new JsonObject { ["namespace"] = "istio-system", ["name"] = "hook", ["path"] = "/v" };
        await server.ApplyAsync(configuration);

        (int unresolved, _) = await client.SendAsync("POST", Maps, ApiClient.ConfigMap("a"));
        server.ResolveServices((ns, name, at) => (ns, name, at) == ("istio-system", "hook", 443) ? $"127.0.0.1:{port}" : null);
        (int resolved, _) = await client.SendAsync("POST", Maps, ApiClient.ConfigMap("a"));

        Assert.Equal((500, 201), (unresolved, resolved));
    }

    [Theory]
    [InlineData("Ignore", 201)]
    [InlineData("Fail", 500)]
    public async Task Unreachable_GoesByItsFailurePolicy(string policy, int expected)
    {
        await using TestApiServer server = await TestApiServer.StartAsync(new ApiServerOptions { UsesTls = false });
        using ApiClient client = new(server);
        await server.ApplyAsync(Configuration("ValidatingWebhookConfiguration", "https://127.0.0.1:9/", server.Authority.RootPem, policy));

        Assert.Equal(expected, (await client.SendAsync("POST", Maps, ApiClient.ConfigMap("a"))).Code);
    }

    [Theory]
    [InlineData("Ignore", 201)]
    [InlineData("Fail", 500)]
    public async Task Slow_BeyondItsTimeout_GoesByItsFailurePolicy(string policy, int expected)
    {
        await using TestApiServer server = await TestApiServer.StartAsync(new ApiServerOptions { UsesTls = false });
        using ApiClient client = new(server);
        using ManualResetEventSlim end = new();
        (WebApplication app, int port) = await HookAsync(server, _ =>
        {
            end.Wait();
            return new JsonObject { ["allowed"] = true };
        });
        await using WebApplication running = app;
        JsonObject configuration = Configuration("ValidatingWebhookConfiguration", $"https://localhost:{port}/", server.Authority.RootPem, policy);
        configuration["webhooks"]![0]!["timeoutSeconds"] = 1;
        await server.ApplyAsync(configuration);

        (int code, _) = await client.SendAsync("POST", Maps, ApiClient.ConfigMap("a"));
        end.Set();

        Assert.Equal(expected, code);
    }

    [Fact]
    public async Task NamespaceSelector_OfAnotherNamespace_LeavesObjectsAlone()
    {
        await using TestApiServer server = await TestApiServer.StartAsync(new ApiServerOptions { UsesTls = false });
        using ApiClient client = new(server);
        (WebApplication app, int port) = await HookAsync(server, _ => new JsonObject { ["allowed"] = false });
        await using WebApplication running = app;
        await server.ApplyAsync((JsonObject)JsonNode.Parse("""
            {"apiVersion":"v1","kind":"Namespace","metadata":{"name":"watched","labels":{"watched":"yes"}}}
            """)!);
        JsonObject configuration = Configuration("ValidatingWebhookConfiguration", $"https://localhost:{port}/", server.Authority.RootPem, "Fail");
        configuration["webhooks"]![0]!["namespaceSelector"] = JsonNode.Parse("""{"matchExpressions":[{"key":"watched","operator":"In","values":["yes"]}]}""");
        await server.ApplyAsync(configuration);

        Assert.Equal(201, (await client.SendAsync("POST", Maps, ApiClient.ConfigMap("a"))).Code);
        (int code, JsonObject status) = await client.SendAsync("POST", "/api/v1/namespaces/watched/configmaps", ApiClient.ConfigMap("a"));
        Assert.Equal((400, "admission webhook \"h.example\" denied the request without explanation"), (code, (string?)status["message"]));
    }
}
