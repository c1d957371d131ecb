using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Istiod.Webhooks.Admission;
using Istiod.Webhooks.Tests.Abuse;
using Microsoft.Extensions.Time.Testing;

namespace Istiod.Tests.Server;

/// <summary>Port 15017 as callers see it: over TLS, with all that can be wrong with a call.</summary>
public sealed class WebhookPortTests
{
    private const string Pod = """
        {"metadata":{"name":"web","namespace":"shop","labels":{"app":"web"},"annotations":{}},"spec":{"containers":[{"name":"app","image":"app:1"}]}}
        """;

    private const int Together = 50;

    [Theory]
    [InlineData("1.1")]
    [InlineData("2.0")]
    public async Task Port_EitherProtocol_IsSpoken(string version)
    {
        await using WebhookServer server = await WebhookServer.StartAsync();
        (int status, string body, Version spoken) = await server.SendAsync(
            "/inject?timeout=10s", Encoding.UTF8.GetBytes(WebhookServer.Review(Pod)), version: new Version(version));
        Assert.Equal(200, status);
        Assert.Equal(version, spoken.ToString());
        Assert.True((bool?)JsonNode.Parse(body)!["response"]!["allowed"]);
    }

    [Theory]
    [InlineData("GET", "/inject", "application/json", "", 400, "no body found\n")]
    [InlineData("POST", "/inject", "text/plain", "", 400, "no body found\n")]
    [InlineData("POST", "/validate", "application/json", "", 400, "no body found\n")]
    [InlineData("POST", "/inject", null, "{}", 415, "invalid Content-Type, want `application/json`\n")]
    [InlineData("POST", "/inject", "application/yaml", "{}", 415, "invalid Content-Type, want `application/json`\n")]
    [InlineData("POST", "/validate", "application/json; charset=utf-8", "{}", 415, "invalid Content-Type, want `application/json`\n")]
    [InlineData("POST", "/injector", "application/json", "{}", 404, "404 page not found\n")]
    [InlineData("POST", "/validated", "application/json", "{}", 404, "404 page not found\n")]
    [InlineData("POST", "/inject//a", "application/json", "{}", 307, "")]
    [InlineData("POST", "/a/../inject", "application/json", "{}", 307, "")]
    public async Task Port_NotACall_IsRefusedWithStatus(string method, string target, string? contentType, string body, int status, string answer)
    {
        await using WebhookServer server = await WebhookServer.StartAsync();
        foreach (string version in (string[])["1.1", "2.0"])
        {
            (int found, string text, _) = await server.SendAsync(target, Encoding.UTF8.GetBytes(body), method, contentType, new Version(version));
            Assert.Equal(status, found);
            Assert.Equal(answer, text);
        }
    }

    [Theory]
    [InlineData("hello", "couldn't get version/kind; json parse error")]
    [InlineData("{}", "Object 'Kind' is missing")]
    [InlineData("null", "Object 'Kind' is missing")]
    [InlineData("[]", "cannot unmarshal array")]
    [InlineData("{\"kind\":\"Deployment\",\"apiVersion\":\"apps/v1\"}", "no kind \"Deployment\" is registered for version \"apps/v1\"")]
    public async Task Port_NoReview_IsRefusedWithReason(string body, string reason)
    {
        await using WebhookServer server = await WebhookServer.StartAsync();
        foreach (string target in (string[])["/inject", "/validate"])
        {
            (int status, string answer, _) = await server.SendAsync(target, body);
            Assert.Equal(200, status);
            JsonNode response = JsonNode.Parse(answer)!["response"]!;
            Assert.False((bool?)response["allowed"]);
            Assert.Contains(reason, (string?)response["status"]!["message"], StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("null")]
    [InlineData("\"x\"")]
    [InlineData("{\"metadata\":[],\"spec\":{}}")]
    [InlineData("{\"metadata\":{\"annotations\":{\"a\":null}},\"spec\":{\"containers\":[null]}}")]
    [InlineData("{\"kind\":\"Service\",\"apiVersion\":\"v1\",\"spec\":{\"ports\":[{\"port\":80}]}}")]
    public async Task Port_ObjectOfAnotherKind_IsAnsweredWithItsUid(string item)
    {
        await using WebhookServer server = await WebhookServer.StartAsync();
        foreach (string target in (string[])["/inject", "/validate"])
        {
            (int status, string answer, _) = await server.SendAsync(target, WebhookServer.Review(item));
            Assert.Equal(200, status);
            Assert.Equal("u-1", (string?)JsonNode.Parse(answer)!["response"]!["uid"]);
        }
    }

    [Fact]
    public async Task Port_TooLongBody_IsRefused()
    {
        await using WebhookServer server = await WebhookServer.StartAsync();
        foreach (string version in (string[])["1.1", "2.0"])
        {
            (int status, string answer, _) = await server.SendAsync("/inject", new byte[AdmissionCall.MaxBytes + 1], version: new Version(version));
            Assert.Equal(400, status);
            Assert.Equal("Request entity too large: limit is 6291456\n", answer);
        }
    }

    /// <summary>Long bodies wait for each other, so that many take the memory of one.</summary>
    [Theory]
    [InlineData("1.1")]
    [InlineData("2.0")]
    public async Task Port_FiftyLongBodiesAtOnce_AreAnsweredInBoundedMemory(string version)
    {
        await using WebhookServer server = await WebhookServer.StartAsync();
        string head = WebhookServer.Review("{\"metadata\":{\"annotations\":{\"a\":\""), tail = "\"}}}}}";
        byte[] body = Encoding.UTF8.GetBytes(head[..^2] + new string('x', AdmissionCall.MaxBytes - head.Length - tail.Length) + tail);
        await server.SendAsync("/inject", body, version: new Version(version));
        long before = GC.GetTotalMemory(forceFullCollection: true);
        Task<(int Status, string Body, Version Version)>[] calls =
            [.. Enumerable.Range(0, Together).Select(_ => server.SendAsync("/inject", body, version: new Version(version)))];
        long most = 0;
        foreach (Task<(int Status, string Body, Version Version)> call in calls)
        {
            (int status, string answer, _) = await call;
            Assert.Equal(200, status);
            Assert.True(answer.Length < 1 << 20, $"{answer.Length}");
            most = Math.Max(most, GC.GetTotalMemory(forceFullCollection: true) - before);
        }

        Assert.True(most < 64 << 20, $"{most >> 20} MiB were alive");
    }

    /// <summary>Callers that do not get on with their bodies are told so after half a minute and cut off.</summary>
    [Fact]
    public async Task Port_SlowBodies_AreCutOff()
    {
        FakeTimeProvider time = new();
        await using WebhookServer server = await WebhookServer.StartAsync(time: time);
        Task<string>[] calls = [.. Enumerable.Range(0, Together).Select(_ => SendHalfAsync(server))];
        Task all = Task.WhenAll(calls);
        while (!all.IsCompleted)
        {
            time.Advance(TimeSpan.FromSeconds(31));
            await Task.Yield();
        }

        foreach (Task<string> call in calls)
        {
            string answer = await call;
            Assert.StartsWith("HTTP/1.1 400 ", answer, StringComparison.Ordinal);
            Assert.EndsWith("body was not received in time\n", answer, StringComparison.Ordinal);
        }

        // the port serves on
        Assert.Equal(400, (await server.SendAsync("/inject", "")).Status);
    }

    /// <summary>CVE-2022-24726: a nested message to the open port exhausted the stack. Neither webhook minds.</summary>
    [Theory]
    [InlineData("[")]
    [InlineData("{\"a\":")]
    [InlineData("- ")]
    public async Task Port_NestedBody_IsRefused(string opening)
    {
        await using WebhookServer server = await WebhookServer.StartAsync();
        string body = string.Concat(Enumerable.Repeat(opening, AdmissionCall.MaxBytes / opening.Length));
        foreach (string target in (string[])["/inject", "/validate"])
        {
            (int status, string answer, _) = await server.SendAsync(target, body);
            Assert.Equal(200, status);
            Assert.False((bool?)JsonNode.Parse(answer)!["response"]!["allowed"]);
        }
    }

    /// <summary>CVE-2022-39278: a nested regular expression exhausted the stack of who checked it.</summary>
    [Fact]
    public async Task Port_NestedExpression_IsRefused()
    {
        await using WebhookServer server = await WebhookServer.StartAsync();
        string regex = new string('(', 500_000) + new string(')', 500_000);
        JsonObject service = new()
        {
            ["apiVersion"] = "networking.istio.io/v1",
            ["kind"] = "VirtualService",
            ["metadata"] = new JsonObject { ["name"] = "v", ["namespace"] = "n" },
            ["spec"] = new JsonObject
            {
                ["hosts"] = new JsonArray("a.example"),
                ["http"] = new JsonArray(new JsonObject
                {
                    ["match"] = new JsonArray(new JsonObject { ["uri"] = new JsonObject { ["regex"] = regex } }),
                    ["route"] = new JsonArray(new JsonObject { ["destination"] = new JsonObject { ["host"] = "a" } }),
                }),
            },
        };
        (int status, string answer, _) = await server.SendAsync("/validate", WebhookServer.Review(service.ToJsonString()));
        Assert.Equal(200, status);
        Assert.False((bool?)JsonNode.Parse(answer)!["response"]!["allowed"]);
    }

    /// <summary>CVE-2026-39350, the configuration's side: dots are fine in names of accounts; that they mean themselves only is the translation's.</summary>
    [Theory]
    [InlineData("cert-manager.io", true)]
    [InlineData("a.b/cert-manager.io", true)]
    [InlineData("a/b/c", false)]
    [InlineData("", false)]
    public async Task Port_ServiceAccountOfPolicy_IsJudgedAsAName(string account, bool isAllowed)
    {
        await using WebhookServer server = await WebhookServer.StartAsync();
        JsonObject policy = new()
        {
            ["apiVersion"] = "security.istio.io/v1",
            ["kind"] = "AuthorizationPolicy",
            ["metadata"] = new JsonObject { ["name"] = "p", ["namespace"] = "n" },
            ["spec"] = new JsonObject
            {
                ["rules"] = new JsonArray(new JsonObject
                {
                    ["from"] = new JsonArray(new JsonObject { ["source"] = new JsonObject { ["serviceAccounts"] = new JsonArray(account) } }),
                }),
            },
        };
        (_, string answer, _) = await server.SendAsync("/validate", WebhookServer.Review(policy.ToJsonString()));
        Assert.Equal(isAllowed, (bool?)JsonNode.Parse(answer)!["response"]!["allowed"]);
    }

    /// <summary>CVE-2026-23766: an interface's name that brings arguments of the firewall's command.</summary>
    [Theory]
    [InlineData("eth0 -j ACCEPT")]
    [InlineData("eth0;x")]
    [InlineData("eth0\n")]
    public async Task Port_InterfaceNameWithArguments_IsRefused(string name)
    {
        await using WebhookServer server = await WebhookServer.StartAsync();
        JsonNode pod = JsonNode.Parse(Pod)!;
        pod["metadata"]!["annotations"] = new JsonObject { ["traffic.sidecar.istio.io/excludeInterfaces"] = name + "x" };
        (_, string answer, _) = await server.SendAsync("/inject", WebhookServer.Review(pod.ToJsonString()));
        Assert.False((bool?)JsonNode.Parse(answer)!["response"]!["allowed"]);
    }

    [Theory]
    [InlineData("/inject/cluster/a%0AhostNetwork:%20true/net/b")]
    [InlineData("/inject/cluster/%22%7D%5D/net/%7B%7B.%7D%7D")]
    [InlineData("/inject/PATH/x/LD_PRELOAD/y:z")]
    [InlineData("/inject/a%2F%2E%2E%2Fb/c%00d")]
    public async Task Port_HostilePath_ChangesNoFieldOfThePod(string target)
    {
        await using WebhookServer server = await WebhookServer.StartAsync();
        (int status, string answer, _) = await server.SendAsync(target, WebhookServer.Review(Pod));
        Assert.Contains(status, (int[])[200, 307, 400]);
        if (status == 200 && JsonNode.Parse(answer)!["response"]!["patch"] is { } patch)
        {
            Assert.DoesNotContain("/spec/hostNetwork", Encoding.UTF8.GetString(Convert.FromBase64String((string)patch!)), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Port_AliasBombInTemplate_IsRefused()
    {
        StringBuilder bomb = new("a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n");
        for (int i = 1; i < 12; i++)
        {
            bomb.Append(System.Globalization.CultureInfo.InvariantCulture, $"a{i}: &a{i} [{string.Join(',', Enumerable.Repeat($"*a{i - 1}", 10))}]\n");
        }

        await using WebhookServer server = await WebhookServer.StartAsync(bomb.Append("spec: {containers: [{name: istio-proxy}]}").ToString());
        (int status, string answer, _) = await server.SendAsync("/inject", WebhookServer.Review(Pod));
        Assert.Equal(200, status);
        Assert.False((bool?)JsonNode.Parse(answer)!["response"]!["allowed"]);
    }

    /// <summary>Every damaged review gets a status and a body; the port lives on.</summary>
    [Fact]
    public async Task Port_TenThousandDamagedReviews_AreAllAnswered()
    {
        await using WebhookServer server = await WebhookServer.StartAsync();
        byte[] whole = Encoding.UTF8.GetBytes(WebhookServer.Review(Pod));
        await Parallel.ForAsync(0, 10, async (worker, none) =>
        {
            Random random = new(worker);
            for (int i = 0; i < 1000; i++)
            {
                JsonNode review = JsonNode.Parse(whole)!;
                Damage.Shuffle(review, random);
                byte[] body = i % 2 == 0 ? Damage.Bytes(whole, random) : Encoding.UTF8.GetBytes(review.ToJsonString());
                (int status, string answer, _) = await server.SendAsync(
                    i % 3 == 0 ? "/validate" : "/inject", body, version: i % 4 == 0 ? HttpVersion.Version20 : HttpVersion.Version11);
                Assert.True(status is 200 or 400, Encoding.UTF8.GetString(body));
                Assert.True(status != 200 || JsonNode.Parse(answer)?["response"] is JsonObject, Encoding.UTF8.GetString(body));
            }
        });
    }

    /// <summary>Sends the head of a call and a part of its body, then waits for the answer.</summary>
    private static async Task<string> SendHalfAsync(WebhookServer server)
    {
        using TcpClient client = new();
        await client.ConnectAsync(server.EndPoint);
        await using SslStream tls = new(client.GetStream(), leaveInnerStreamOpen: false, server.IsOwn);
        await tls.AuthenticateAsClientAsync("istiod");
        await tls.WriteAsync("POST /inject HTTP/1.1\r\nHost: istiod\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{\"kind\":"u8.ToArray());
        using StreamReader reader = new(tls, Encoding.UTF8);
        StringBuilder answer = new();
        char[] part = new char[1024];
        try
        {
            for (int read = await reader.ReadAsync(part); read > 0; read = await reader.ReadAsync(part))
            {
                answer.Append(part, 0, read);
            }
        }
        catch (IOException)
        {
            // The server cuts the connection after its answer.
        }

        return answer.ToString();
    }
}
