using System.Buffers;
using System.Text;
using System.Text.Json;
using Istiod.Diagnostics.Metrics;
using Istiod.Webhooks.Admission;
using Istiod.Webhooks.Validation;

namespace Istiod.Webhooks.Tests.Validation;

public sealed class ValidateHandlerTests
{
    private const string Good = """{"apiVersion":"networking.istio.io/v1","kind":"ServiceEntry","metadata":{"name":"a","namespace":"n"},"spec":{"hosts":["a.b"]}}""";
    private const string Bad = """{"apiVersion":"networking.istio.io/v1","kind":"ServiceEntry","metadata":{"name":"a","namespace":"n"},"spec":{}}""";

    private readonly MetricRegistry _registry = new();
    private readonly ValidateHandler _handler;

    public ValidateHandlerTests() => _handler = new ValidateHandler(new ValidationMetrics(_registry), withAlpha: false);

    [Fact]
    public void Handle_NoBody_IsABadRequest()
    {
        AdmissionAnswer answer = _handler.Handle(new AdmissionCall("/validate", "application/json", ReadOnlyMemory<byte>.Empty));
        Assert.Equal((400, "no body found\n"), (answer.Status, Encoding.UTF8.GetString(answer.Body.Span)));
        Assert.Contains("galley_validation_http_error{status=\"400\"} 1", Metrics(), StringComparison.Ordinal);
    }

    [Fact]
    public void Handle_OtherContentType_IsUnsupported()
    {
        AdmissionAnswer answer = _handler.Handle(new AdmissionCall("/validate", "application/json; charset=utf-8", "{}"u8.ToArray()));
        Assert.Equal(415, answer.Status);
        Assert.Contains("galley_validation_http_error{status=\"415\"} 1", Metrics(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("v1")]
    [InlineData("v1beta1")]
    public void Handle_AReview_IsAnsweredInItsVersion(string version)
    {
        JsonElement answer = Ask(Review(Good, version: version));
        Assert.Equal($"admission.k8s.io/{version}", answer.GetProperty("apiVersion").GetString());
        Assert.Equal("u", answer.GetProperty("response").GetProperty("uid").GetString());
        Assert.True(answer.GetProperty("response").GetProperty("allowed").GetBoolean());
        Assert.Contains(
            "galley_validation_passed{group=\"networking.istio.io\",resource=\"serviceentries\",version=\"v1\"} 1",
            Metrics(),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Handle_ARefusal_TellsWhyAndCounts()
    {
        JsonElement response = Ask(Review(Bad)).GetProperty("response");
        Assert.False(response.GetProperty("allowed").GetBoolean());
        Assert.Equal(
            "configuration is invalid: service entry must have at least one host",
            response.GetProperty("status").GetProperty("message").GetString());
        Assert.Contains("reason=\"invalid_resource\"", Metrics(), StringComparison.Ordinal);
    }

    [Fact]
    public void Handle_ADryRun_RefusesWithoutCounting()
    {
        Assert.False(Ask(Review(Bad, extra: ",\"dryRun\":true")).GetProperty("response").GetProperty("allowed").GetBoolean());
        Assert.DoesNotContain("galley_validation_failed{", Metrics(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("DELETE")]
    [InlineData("CONNECT")]
    [InlineData("")]
    public void Handle_OtherOperation_IsAllowedAndCountedAsFailed(string operation)
    {
        Assert.True(Ask(Review(Bad, operation: operation)).GetProperty("response").GetProperty("allowed").GetBoolean());
        Assert.Contains("reason=\"unsupported_operation\"", Metrics(), StringComparison.Ordinal);
    }

    [Fact]
    public void Handle_NoRequest_IsABadRequest()
    {
        byte[] body = Encoding.UTF8.GetBytes("{\"apiVersion\":\"admission.k8s.io/v1\",\"kind\":\"AdmissionReview\"}");
        Assert.Equal(400, _handler.Handle(new AdmissionCall("/validate", "application/json", body)).Status);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("{\"apiVersion\":\"v1\",\"kind\":\"Pod\"}")]
    public void Handle_NoReview_IsRefusedInTheAnswer(string body)
    {
        JsonElement answer = Ask(Encoding.UTF8.GetBytes(body));
        Assert.False(answer.GetProperty("response").GetProperty("allowed").GetBoolean());
        Assert.StartsWith(
            "could not decode body: ",
            answer.GetProperty("response").GetProperty("status").GetProperty("message").GetString(),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Handle_DeepObject_IsRefusedNotCrashed()
    {
        string deep = new string('[', 3000) + new string(']', 3000);
        JsonElement answer = Ask(Review($"{{\"apiVersion\":\"networking.istio.io/v1\",\"kind\":\"ServiceEntry\",\"metadata\":{{\"name\":\"a\"}},\"spec\":{deep}}}"));
        Assert.False(answer.GetProperty("response").GetProperty("allowed").GetBoolean());
    }

    [Fact]
    public void Handle_BrokenReviews_AreAlwaysAnswered()
    {
        byte[] whole = Review(Good);
        Random random = new(7);
        for (int i = 0; i < 10_000; i++)
        {
            byte[] body = whole.AsSpan(0, random.Next(1, whole.Length + 1)).ToArray();
            for (int edits = random.Next(4); edits > 0; edits--)
            {
                body[random.Next(body.Length)] = (byte)random.Next(256);
            }

            AdmissionAnswer answer = _handler.Handle(new AdmissionCall("/validate", "application/json", body));
            Assert.True(answer.Status is 200 or 400, answer.Status.ToString(System.Globalization.CultureInfo.InvariantCulture));
            Assert.False(answer.Body.IsEmpty);
        }
    }

    private JsonElement Ask(byte[] body)
    {
        AdmissionAnswer answer = _handler.Handle(new AdmissionCall("/validate", "application/json", body));
        Assert.Equal(200, answer.Status);
        return JsonDocument.Parse(answer.Body).RootElement;
    }

    private string Metrics()
    {
        ArrayBufferWriter<byte> text = new();
        _registry.WriteTo(text);
        return Encoding.UTF8.GetString(text.WrittenSpan);
    }

    private static byte[] Review(string item, string version = "v1", string operation = "CREATE", string extra = "") => Encoding.UTF8.GetBytes(
        $$$"""
        {"apiVersion":"admission.k8s.io/{{{version}}}","kind":"AdmissionReview","request":{"uid":"u","operation":"{{{operation}}}","namespace":"n",
        "kind":{"group":"networking.istio.io","version":"v1","kind":"ServiceEntry"},
        "resource":{"group":"networking.istio.io","version":"v1","resource":"serviceentries"},"object":{{{item}}}{{{extra}}}}}
        """);
}
