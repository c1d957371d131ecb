using System.Text;
using System.Text.Json.Nodes;
using Istiod.Config;
using Istiod.Config.Yaml;
using Istiod.Diagnostics.Metrics;
using Istiod.Webhooks.Admission;
using Istiod.Webhooks.Validation;

namespace Istiod.Webhooks.Tests.Abuse;

/// <summary>Calls of <c>/validate</c> that mean harm.</summary>
public sealed class ValidateAbuseTests
{
    private static readonly ValidateHandler Handler = new(new ValidationMetrics(new MetricRegistry()), withAlpha: false);

    /// <summary>CVE-2022-39278: a nested regular expression exhausted the stack of who checked it.</summary>
    [Theory]
    [InlineData("(", ")")]
    [InlineData("(?:", "a)")]
    [InlineData("(?:(?:a|", "b)+)*")]
    [InlineData("[[:alpha:]", "]")]
    [InlineData("(a{1,1000}", "){1,1000}")]
    [InlineData("(?i)[^\\pL", "]")]
    public void Validate_NestedRegularExpression_IsJudgedInBoundedMemory(string opening, string closing)
    {
        foreach (int depth in (ReadOnlySpan<int>)[900, 5_000, 1_000_000])
        {
            string regex = string.Concat(Enumerable.Repeat(opening, depth)) + string.Concat(Enumerable.Repeat(closing, depth));
            if (regex.Length > 5 << 20)
            {
                regex = regex[..(5 << 20)];
            }

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
            byte[] body = Encoding.UTF8.GetBytes(Review(service));
            long before = GC.GetAllocatedBytesForCurrentThread();
            AdmissionAnswer answer = Handler.Handle(new AdmissionCall("/validate", "application/json", body));
            Assert.Equal(200, answer.Status);
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 128 << 20);
        }
    }

    [Theory]
    [InlineData("[")]
    [InlineData("{\"spec\":")]
    public void Validate_NestedWithoutEnd_IsAnswered(string opening)
    {
        string body = string.Concat(Enumerable.Repeat(opening, AdmissionCall.MaxBytes / opening.Length));
        Assert.Equal(200, Handle(body).Status);
        string spec = string.Concat(Enumerable.Repeat("{\"a\":", 450)) + "1" + new string('}', 450);
        JsonNode answer = JsonNode.Parse(Handle(Review("{\"apiVersion\":\"networking.istio.io/v1\",\"kind\":\"EnvoyFilter\",\"metadata\":{\"name\":\"a\"},\"spec\":" + spec + "}")).Body.Span)!;
        Assert.NotNull(answer["response"]?["allowed"]);
    }

    /// <summary>Recorded objects of all kinds with values of wrong kinds at random places: each gets a review that answers.</summary>
    [Fact]
    public void Validate_TenThousandDamagedObjects_AreAllAnswered()
    {
        Random random = new(39);
        List<byte[]> objects = Objects();
        Assert.True(objects.Count > 150);
        for (int i = 0; i < 10_000; i++)
        {
            JsonNode node = JsonNode.Parse(objects[random.Next(objects.Count)])!;
            Damage.Shuffle(node, random);
            string body = Review(node);
            AdmissionAnswer answer = Handle(body);
            Assert.True(answer.Status == 200 && JsonNode.Parse(answer.Body.Span)?["response"]?["allowed"] is not null, body);
        }
    }

    private static AdmissionAnswer Handle(string body) => Handler.Handle(new AdmissionCall("/validate", "application/json", Encoding.UTF8.GetBytes(body)));

    private static string Review(JsonNode item) => Review(item.ToJsonString());

    private static string Review(string item) => """
        {"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","request":{"uid":"u","operation":"CREATE","kind":{"group":"","version":"","kind":""},"object":
        """ + item + "}}";

    private static List<byte[]> Objects()
    {
        List<byte[]> objects = [];
        foreach (string file in Directory.EnumerateFiles(Path.Combine(Golden.Root, "validate"), "*.yaml").Order(StringComparer.Ordinal))
        {
            foreach (string document in File.ReadAllText(file).Split("\n---\n"))
            {
                if (YamlReader.TryRead(Encoding.UTF8.GetBytes(document + "\n"), file, 1, null, out DataNode? root, out _) && root is { Kind: DataKind.Object })
                {
                    objects.Add(root.ToJson());
                }
            }
        }

        return objects;
    }
}
