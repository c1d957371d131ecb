using System.Text;
using System.Text.Json.Nodes;
using Istiod.Webhooks.Admission;

namespace Istiod.Webhooks.Tests.Injection;

public sealed class InjectHandlerTests
{
    [Theory]
    [InlineData("v1")]
    [InlineData("v1beta1")]
    public void Review_OfAPod_IsAnsweredInItsVersion(string version)
    {
        SampleWorld world = new();
        JsonNode answer = Body(world.Post(SampleWorld.Review(SampleWorld.Pod, version)));
        Assert.Equal("admission.k8s.io/" + version, (string?)answer["apiVersion"]);
        Assert.Equal("u1", (string?)answer["response"]!["uid"]);
        Assert.True((bool?)answer["response"]!["allowed"]);
        Assert.Equal("JSONPatch", (string?)answer["response"]!["patchType"]);
        Assert.Equal(1, world.Metrics.Successes.With().Value);
        Assert.Equal(0, world.Metrics.Failures.With().Value);
    }

    [Theory]
    [InlineData("", "application/json", 400, "no body found\n")]
    [InlineData("{}", "application/yaml", 415, "invalid Content-Type, want `application/json`\n")]
    [InlineData("{}", "application/json; charset=utf-8", 415, "invalid Content-Type, want `application/json`\n")]
    [InlineData("""{"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1"}""", "application/json", 400, "no request found\n")]
    public void Call_Wrong_IsAnsweredInPlainText(string body, string type, int status, string text)
    {
        SampleWorld world = new();
        AdmissionAnswer answer = world.Post(body, type: type);
        Assert.Equal(status, answer.Status);
        Assert.Equal(text, Encoding.UTF8.GetString(answer.Body.Span));
        Assert.Equal(1, world.Metrics.Failures.With().Value);
    }

    [Theory]
    [InlineData("{}", "Object 'Kind' is missing in '{}'")]
    [InlineData("null", "Object 'Kind' is missing in 'null'")]
    [InlineData("{\"kind\":\"A\"}", "Object 'apiVersion' is missing in '{\"kind\":\"A\"}'")]
    [InlineData("{\"kind\":\"Deployment\",\"apiVersion\":\"apps/v1\"}", "no kind \"Deployment\" is registered for version \"apps/v1\" in scheme \"pkg/runtime/scheme.go:111\"")]
    [InlineData("{\"kind\":", "couldn't get version/kind; json parse error: unexpected end of JSON input")]
    [InlineData("{\"kind\":x}", "couldn't get version/kind; json parse error: invalid character 'x' looking for beginning of value")]
    public void Review_ThatIsNone_IsRefusedWithoutId(string body, string message)
    {
        JsonNode answer = Body(new SampleWorld().Post(body));
        Assert.False((bool?)answer["response"]!["allowed"]);
        Assert.Equal("", (string?)answer["response"]!["uid"]);
        Assert.Equal(message, (string?)answer["response"]!["status"]!["message"]);
        Assert.Null(answer["kind"]);
    }

    [Theory]
    [InlineData("null", "unexpected end of JSON input")]
    [InlineData("\"pod\"", "json: cannot unmarshal string into Go value of type v1.Pod")]
    public void Review_WithoutAPod_IsRefused(string pod, string message) =>
        Assert.Equal(message, (string?)Body(new SampleWorld().Post(SampleWorld.Review(pod)))["response"]!["status"]!["message"]);

    [Fact]
    public void Review_Deep_IsRefused()
    {
        string deep = new string('[', 5000) + new string(']', 5000);
        JsonNode answer = Body(new SampleWorld().Post(SampleWorld.Review(deep)));
        Assert.Equal("couldn't get version/kind; json parse error: exceeded max depth", (string?)answer["response"]!["status"]!["message"]);
    }

    [Fact]
    public void Review_Yaml_IsRead()
    {
        JsonNode answer = Body(new SampleWorld().Post(
            "kind: AdmissionReview\napiVersion: admission.k8s.io/v1\nrequest: {uid: u2, namespace: shop, object: {spec: {hostNetwork: true, containers: []}}}\n"));
        Assert.True((bool?)answer["response"]!["allowed"]);
        Assert.Equal("u2", (string?)answer["response"]!["uid"]);
        Assert.Null(answer["response"]!["patch"]);
    }

    [Fact]
    public void Review_BytesBroken_NeverThrows()
    {
        SampleWorld world = new();
        byte[] whole = Encoding.UTF8.GetBytes(SampleWorld.Review(SampleWorld.Pod));
        Random random = new(1);
        for (int i = 0; i < 3000; i++)
        {
            byte[] body = [.. whole];
            for (int change = random.Next(1, 4); change > 0; change--)
            {
                body[random.Next(body.Length)] = (byte)random.Next(256);
            }

            AdmissionAnswer answer = world.Handler.Handle(new AdmissionCall("/inject", "application/json", body.AsMemory(0, random.Next(1, body.Length + 1))));
            Assert.Contains(answer.Status, (int[])[200, 400]);
        }
    }

    private static JsonNode Body(AdmissionAnswer answer)
    {
        Assert.Equal(200, answer.Status);
        return JsonNode.Parse(answer.Body.Span)!; // an answer of 200 has a body
    }
}
