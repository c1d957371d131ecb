using Istiod.Protobuf;
using Istiod.Render.Tests.BadInput;
using Istiod.Render.Tests.Equivalence;
using Istiod.Resources;

namespace Istiod.Render.Tests;

/// <summary>Spoiled inputs: nothing is thrown out of reading or rendering.</summary>
/// <remarks>ISTIOD_FUZZ sets how many documents are spoiled, ISTIOD_SEED where the seeds start.</remarks>
public sealed class FuzzTests
{
    private const int DocumentsOfAFile = 40;

    [Fact]
    public void Files_WithSpoiledDocuments_AreReadAndRendered()
    {
        List<string> documents = GoldenInputs.Documents("traffic", "security", "telemetry", "gateway", "dns", "multinetwork", "extensions");
        int rounds = Knobs.Number("ISTIOD_FUZZ", 10_000) / DocumentsOfAFile;
        int first = Knobs.Number("ISTIOD_SEED", 1);
        for (int seed = first; seed < first + rounds; seed++)
        {
            Random random = new(seed);
            YamlMutator mutator = new(random);
            List<string> file = [];
            for (int i = 0; i < DocumentsOfAFile; i++)
            {
                file.Add(mutator.Mutate(documents[random.Next(documents.Count)]));
            }

            using WatchedMesh mesh = new();
            try
            {
                mesh.Write(string.Join("\n---\n", file));
                mesh.Views();
            }
            catch (Exception thrown)
            {
                Assert.Fail($"seed {seed}: {thrown}\n{Culprit(file)}");
            }
        }
    }

    [Fact]
    public void Proxies_WithOddDescriptions_AreServedOrRefused()
    {
        using OpenMesh mesh = new([]);
        mesh.Apply(new MeshScenario("all").Generate(7, 0)[0]);
        string[] ids =
        [
            "", "~", "~~~", "~~~~", "sidecar", "sidecar~10.0.0.1~a.b", "sidecar~10.0.0.1~a.b~c~d", "nobody~10.0.0.1~a.b~c", "sidecar~~a.b~c",
            "sidecar~999.1.1.1~a.b~c", "sidecar~10.0.0.1~~", "router~::1~a~b.svc.cluster.local", "sidecar~10.0.0.1~a.b~" + new string('x', 100_000),
            "sidecar~10.0.0.1~\0~\n", "SIDECAR~10.0.0.1~a.b~c", "sidecar~10.0.0.1,10.0.0.2~a.b~c", "waypoint~10.0.0.1~a.b~c", "ztunnel~10.0.0.1~a.b~c",
            "agentgateway~10.0.0.1~a.b~c", "sidecar~10.0.0.1~...~...",
        ];
        Random random = new(3);
        int served = 0;
        int refused = 0;
        for (int i = 0; i < 1000; i++)
        {
            string id = i < ids.Length ? ids[i] : "sidecar~10.0.1.1~web-1.shop~shop.svc.cluster.local";
            ProxyNode node = new(id, "", i < ids.Length ? null : Metadata(random), "r/", "\0", "");
            if (!mesh.Pipeline.TryOpen(node, new NoListener(), out IProxyViews? views, out string? refusal))
            {
                Assert.NotEmpty(refusal);
                refused++;
                continue;
            }

            using (views)
            {
                served++;
                IViewSnapshot snapshot = views.Snapshot();
                foreach (XdsType type in XdsType.All)
                {
                    snapshot.View(type, NameList.From(["80", "", "a:b:c", "x:99999999999", "http.80", "default", "kubernetes://a/b", "\0"]));
                }
            }
        }

        Assert.True(served > 100, $"{served} served");
        Assert.True(refused > 100, $"{refused} refused");
    }

    private static Struct Metadata(Random random)
    {
        string[] keys =
        [
            "NAME", "NAMESPACE", "CLUSTER_ID", "INSTANCE_IPS", "LABELS", "ANNOTATIONS", "STATIC_LABELS", "ISTIO_VERSION", "NETWORK", "PROXY_CONFIG", "HTTP_PROXY_PORT",
            "IDLE_TIMEOUT", "DNS_CAPTURE", "ENVOY_STATUS_PORT", "ENVOY_PROMETHEUS_PORT", "INTERCEPTION_MODE", "REQUESTED_NETWORK_VIEW", "METADATA_DISCOVERY", "MESH_ID",
            "UNPRIVILEGED_POD", "GENERATOR", "APP_CONTAINERS", "credential", "POD_PORTS", "NODE_NAME",
        ];
        Struct metadata = new();
        for (int i = random.Next(1, 4); i > 0; i--)
        {
            metadata.Fields[keys[random.Next(keys.Length)]] = Odd(random, 0);
        }

        return metadata;
    }

    private static Value Odd(Random random, int depth)
    {
        switch (random.Next(depth > 3 ? 5 : 7))
        {
            case 0:
                return Value.ForNull();
            case 1:
                return Value.For(random.Next(2) == 0);
            case 2:
                return Value.For(random.Next(3) switch { 0 => double.NaN, 1 => -1e300, _ => random.Next() });
            case 3 or 4:
                string[] texts = ["", "x", "true", "grpc", "-1", "99999999999", "10.0.0.1", "10.0.0.1,x", "1.30", "9.9.9.9.9", "5s", "\0", "{\"a\":", new string('y', 10_000)];
                return Value.For(texts[random.Next(texts.Length)]);
            case 5:
                return Value.For([Odd(random, depth + 1), Odd(random, depth + 1)]);
            default:
                Struct fields = new();
                string[] names = ["app", "", "concurrency", "tracing", "proxyHeaders", "version", "image", "zipkin", "x y"];
                fields.Fields[names[random.Next(names.Length)]] = Odd(random, depth + 1);
                return Value.For(fields);
        }
    }

    /// <summary>The first document that is enough for the fault, if one alone is.</summary>
    private static string Culprit(List<string> file)
    {
        foreach (string document in file)
        {
            using WatchedMesh mesh = new();
            try
            {
                mesh.Write(document);
                mesh.Views();
            }
            catch (Exception thrown)
            {
                return $"{thrown.GetType().Name} by\n{document}";
            }
        }

        return "no document alone does it";
    }

    private sealed class NoListener : IViewListener
    {
        public void Invalidated(XdsTypeSet types, long revision)
        {
        }
    }
}
