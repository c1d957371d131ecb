using System.Text;
using System.Text.Json.Nodes;
using Istiod.Webhooks.Admission;
using Istiod.Webhooks.Patches;

namespace Istiod.Webhooks.Tests.Abuse;

/// <summary>Calls of <c>/inject</c> that mean harm: answered as documented, in bounded memory, without a crash.</summary>
[Collection(AloneCollection.Name)]
public sealed class InjectAbuseTests
{
    private const string Pod = """
        {"metadata":{"name":"web","namespace":"shop","labels":{"app":"web"},"annotations":{}},"spec":{"containers":[{"name":"app","image":"app:1"}]}}
        """;

    private static readonly InjectorUnderTest Injector = new();

    /// <summary>Bodies as long as they may be; long ones are taken one at a time, so this is what they may take together.</summary>
    [Theory]
    [InlineData("text")]
    [InlineData("escapes")]
    [InlineData("spaces")]
    [InlineData("lists")]
    [InlineData("empty lists")]
    [InlineData("objects")]
    [InlineData("numbers")]
    [InlineData("names")]
    [InlineData("containers")]
    [InlineData("yaml")]
    [InlineData("no text")]
    public void Inject_LongestBody_IsAnsweredInBoundedMemory(string kind)
    {
        byte[] body = LongBody(kind);
        long before = GC.GetAllocatedBytesForCurrentThread();
        AdmissionAnswer answer = Injector.Call(body);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(answer.Status is 200 or 400, $"{answer.Status}");
        Assert.True(allocated < 64 << 20, $"{kind}: {allocated >> 20} MiB allocated");
    }

    [Fact]
    public void Inject_ManyLongBodies_LeaveNothingBehind()
    {
        byte[][] bodies = [LongBody("lists"), LongBody("text"), LongBody("names")];
        Injector.Call(InjectorUnderTest.Review(Pod));
        long before = GC.GetTotalMemory(forceFullCollection: true);
        for (int i = 0; i < 50; i++)
        {
            Injector.Call(bodies[i % bodies.Length]);
        }

        long kept = GC.GetTotalMemory(forceFullCollection: true) - before;
        Assert.True(kept < 8 << 20, $"{kept >> 10} KiB kept");
    }

    [Theory]
    [InlineData("", "application/json", 400, "no body found")]
    [InlineData("{}", "", 415, "invalid Content-Type, want `application/json`")]
    [InlineData("{}", "application/yaml", 415, "invalid Content-Type, want `application/json`")]
    [InlineData("{}", "application/json; charset=utf-8", 415, "invalid Content-Type, want `application/json`")]
    public void Inject_NotACall_IsRefusedWithStatus(string body, string contentType, int status, string message)
    {
        AdmissionAnswer answer = Injector.Call(body, "/inject", contentType);
        Assert.Equal(status, answer.Status);
        Assert.Equal(message + "\n", Encoding.UTF8.GetString(answer.Body.Span));
    }

    [Theory]
    [InlineData("null")]
    [InlineData("\"x\"")]
    [InlineData("1")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"metadata\":null,\"spec\":null}")]
    [InlineData("{\"metadata\":[],\"spec\":{}}")]
    [InlineData("{\"metadata\":{\"annotations\":null,\"labels\":null},\"spec\":{\"containers\":null}}")]
    [InlineData("{\"metadata\":{\"annotations\":{\"a\":null}},\"spec\":{\"containers\":[null]}}")]
    [InlineData("{\"metadata\":{\"ownerReferences\":[null]},\"spec\":{\"containers\":[{\"ports\":[null],\"env\":[null]}],\"volumes\":[null]}}")]
    [InlineData("{\"kind\":\"Service\",\"apiVersion\":\"v1\",\"spec\":{\"ports\":[{\"port\":80}]}}")]
    [InlineData("{\"spec\":{\"containers\":{\"name\":\"app\"}}}")]
    [InlineData("{\"spec\":{\"containers\":[{\"name\":1}]}}")]
    public void Inject_ObjectThatIsNoPod_IsAnsweredWithAReview(string pod)
    {
        AdmissionAnswer answer = Injector.Call(InjectorUnderTest.Review(pod));
        Assert.Equal(200, answer.Status);
        JsonNode? review = JsonNode.Parse(answer.Body.Span);
        Assert.Equal("u-1", (string?)review?["response"]?["uid"]);
    }

    /// <summary>What users write into annotations stays a text: nothing of it becomes a field of the pod.</summary>
    [Theory]
    [InlineData("\"\nhostNetwork: true\nx: \"")]
    [InlineData("x\"\n  hostNetwork: true\n  y: \"z")]
    [InlineData("{{ .Values }}")]
    [InlineData("&a [*a]")]
    [InlineData("!!binary aGk=")]
    [InlineData("a\u2028b\u0085c\0d")]
    [InlineData("--- \n...\n%YAML 9.9")]
    public void Inject_YamlInAnnotation_StaysText(string value)
    {
        JsonNode pod = JsonNode.Parse(Pod)!;
        pod["metadata"]!["annotations"] = new JsonObject { ["example.com/note"] = value };
        JsonNode injected = Injected(pod, "/inject");
        Assert.Null(injected["spec"]!["hostNetwork"]);
        Assert.Equal(2, injected["spec"]!["containers"]!.AsArray().Count);
        Assert.Equal(value, (string?)injected["metadata"]!["annotations"]!["note"]);
    }

    [Theory]
    [InlineData("/inject/cluster/a\nhostNetwork: true/net/b")]
    [InlineData("/inject/cluster/\"}]/net/{{.}}")]
    [InlineData("/inject/PATH/x/LD_PRELOAD/y:z")]
    [InlineData("/inject/ISTIO_META_CLUSTER_ID/../../x")]
    [InlineData("/inject/a")]
    [InlineData("/inject/////")]
    public void Inject_HostilePath_ChangesNoFieldOfThePod(string path)
    {
        JsonNode injected = Injected(JsonNode.Parse(Pod)!, path);
        Assert.Null(injected["spec"]!["hostNetwork"]);
        Assert.Equal(2, injected["spec"]!["containers"]!.AsArray().Count);
    }

    /// <summary>Anchors that grow tenfold at each level are refused before they are unfolded.</summary>
    [Fact]
    public void Inject_AliasBombInTemplate_IsRefused()
    {
        StringBuilder bomb = new("a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n");
        for (int i = 1; i < 12; i++)
        {
            bomb.Append($"a{i}: &a{i} [{string.Join(',', Enumerable.Repeat($"*a{i - 1}", 10))}]\n");
        }

        InjectorUnderTest injector = new(bomb.Append("spec: {containers: [{name: istio-proxy}]}").ToString());
        long before = GC.GetAllocatedBytesForCurrentThread();
        AdmissionAnswer answer = injector.Call(InjectorUnderTest.Review(Pod));
        Assert.Equal(200, answer.Status);
        Assert.False((bool?)JsonNode.Parse(answer.Body.Span)?["response"]?["allowed"]);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 64 << 20);
    }

    [Theory]
    [InlineData("{{ define `r` }}{{ template `r` . }}{{ end }}{{ template `r` . }}")]
    [InlineData("{{ define `t` }}{{ range .a }}{{ template `t` $ }}{{ end }}{{ end }}{{ printf `%999999999d` 1 }}")]
    public void Inject_TemplateWithoutEnd_IsRefused(string template)
    {
        AdmissionAnswer answer = new InjectorUnderTest(template).Call(InjectorUnderTest.Review(Pod));
        Assert.Equal(200, answer.Status);
        Assert.False((bool?)JsonNode.Parse(answer.Body.Span)?["response"]?["allowed"]);
    }

    /// <summary>CVE-2022-24726: a crafted message to the open webhook exhausted the stack.</summary>
    [Theory]
    [InlineData("[")]
    [InlineData("{\"a\":")]
    [InlineData("- ")]
    [InlineData("? ")]
    public void Inject_NestedWithoutEnd_IsRefused(string opening)
    {
        string body = string.Concat(Enumerable.Repeat(opening, AdmissionCall.MaxBytes / opening.Length));
        Assert.Equal(200, Injector.Call(body).Status);
        string inObject = InjectorUnderTest.Review(string.Concat(Enumerable.Repeat("{\"a\":", 400)) + "1" + new string('}', 400));
        Assert.Equal(200, Injector.Call(inObject).Status);
    }

    /// <summary>Every damaged review gets a status and a body that says why; none breaks anything.</summary>
    [Fact]
    public void Inject_TenThousandDamagedReviews_AreAllAnswered()
    {
        Random random = new(17);
        byte[] whole = Encoding.UTF8.GetBytes(InjectorUnderTest.Review(Pod));
        for (int i = 0; i < 10_000; i++)
        {
            byte[] body = i % 2 == 0 ? Damage.Bytes(whole, random) : Encoding.UTF8.GetBytes(Shuffled(random));
            AdmissionAnswer answer = Injector.Call(body);
            Assert.True(answer.Status is 200 or 400, Encoding.UTF8.GetString(body));
            Assert.True(answer.Status != 200 || JsonNode.Parse(answer.Body.Span)?["response"] is JsonObject, Encoding.UTF8.GetString(body));
        }
    }

    private static string Shuffled(Random random)
    {
        JsonNode review = JsonNode.Parse(InjectorUnderTest.Review(Pod))!;
        Damage.Shuffle(review, random);
        return review.ToJsonString();
    }

    private static JsonNode Injected(JsonNode pod, string path)
    {
        AdmissionAnswer answer = Injector.Call(InjectorUnderTest.Review(pod.ToJsonString()), path);
        Assert.Equal(200, answer.Status);
        JsonNode response = JsonNode.Parse(answer.Body.Span)!["response"]!;
        Assert.True((bool?)response["allowed"], response.ToJsonString());
        byte[] patch = Convert.FromBase64String((string)response["patch"]!);
        return JsonPatch.Read(patch).Apply(pod.DeepClone())!;
    }

    private static byte[] LongBody(string kind)
    {
        const int length = AdmissionCall.MaxBytes;
        string head = InjectorUnderTest.Review(""), tail = "}}";
        head = head[..^2];
        (string before, string repeated, string after) = kind switch
        {
            "text" => (head + """{"metadata":{"annotations":{"a":" """, "x", """ "}}}""" + tail),
            "escapes" => (head + """{"metadata":{"annotations":{"a":" """, """\u0041""", """ "}}}""" + tail),
            "spaces" => ("", " ", ""),
            "lists" => (head, "[", ""),
            "empty lists" => (head + "[", "[],", "[]]" + tail),
            "objects" => (head + "[", "{},", "{}]" + tail),
            "numbers" => (head + "[", "1,", "1]" + tail),
            "containers" => (head + """{"spec":{"containers":[""", """{"name":"a"},""", """{"name":"b"}]}}""" + tail),
            "yaml" => ("", "- a\n", ""),
            "no text" => ("", "\u0001", ""),
            _ => (head + "{", "", "}" + tail),
        };
        StringBuilder body = new(before, length);
        for (int i = 0; body.Length + after.Length + 16 < length; i++)
        {
            _ = kind == "names" ? body.Append(i > 0 ? "," : "").Append('"').Append(i).Append("\":1") : body.Append(repeated);
        }

        return Encoding.UTF8.GetBytes(body.Append(after).ToString());
    }
}
