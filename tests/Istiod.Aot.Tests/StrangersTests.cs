using System.Globalization;
using System.Text;
using Istiod.Protos.Envoy.Service.Discovery.V3;
using Istiod.Resources;

namespace Istiod.Aot.Tests;

/// <summary>What a proxy gets from a process that knows no other proxy is what it gets among 500 random ones, byte for byte.</summary>
[Collection(BinaryCollection.Name)]
public sealed class StrangersTests(PublishedBinary binary)
{
    private const int Strangers = 500;
    private const int Step = 20;

    private static readonly string[] s_types = ["cds", "eds", "lds", "rds", "ecds", "nds"];

    [Fact]
    public void Proxy_RenderedAloneInAFreshProcess_EqualsItselfAmongStrangers()
    {
        string directory = Directory.CreateTempSubdirectory("strangers-").FullName;
        try
        {
            string mesh = Repository.PathOf("tests", "golden", "traffic", "composite-shop", "applied.yaml");
            string[] nodes = [.. Enumerable.Range(0, Strangers).Select(i => Stranger(new Random(i), i))];
            string all = Path.Combine(directory, "all.yaml");
            File.WriteAllText(all, string.Concat(nodes));
            List<byte[]> together = Proxies(Render(mesh, all, Path.Combine(directory, "all")));
            Assert.Equal(Strangers, together.Count);
            Assert.True(together.Select(b => b.Length).Distinct().Count() > 20); // they differ

            for (int i = 0; i < Strangers; i += Step)
            {
                string one = Path.Combine(directory, "one.yaml");
                File.WriteAllText(one, nodes[i]);
                byte[] alone = Assert.Single(Proxies(Render(mesh, one, Path.Combine(directory, "one"))));
                Assert.True(alone.AsSpan().SequenceEqual(together[i]), "differs among strangers:\n" + nodes[i]);
            }
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private byte[] Render(string mesh, string proxies, string output)
    {
        (int code, string log) = PublishedBinary.Execute(
            "/bin/sh",
            "-c",
            $"'{binary.Path}' render --files '{mesh}' --proxy '{proxies}' --type {string.Join(',', s_types)} -o binary > '{output}'");
        Assert.True(code == 0, log);
        return File.ReadAllBytes(output);
    }

    /// <summary>The bytes of each proxy: it starts with its clusters.</summary>
    private static List<byte[]> Proxies(byte[] output)
    {
        List<int> starts = [];
        int at = 0;
        while (at < output.Length)
        {
            int start = at;
            int length = 0;
            for (int shift = 0; ; shift += 7)
            {
                byte next = output[at++];
                length |= (next & 0x7f) << shift;
                if (next < 0x80)
                {
                    break;
                }
            }

            if (DiscoveryResponse.Parse(output.AsSpan(at, length)).TypeUrl == XdsType.Cluster.TypeUrl)
            {
                starts.Add(start);
            }

            at += length;
        }

        starts.Add(output.Length);
        return [.. Enumerable.Range(0, starts.Count - 1).Select(i => output[starts[i]..starts[i + 1]])];
    }

    private static string Stranger(Random random, int number)
    {
        string Any(params string[] options) => options[random.Next(options.Length)];
        string address = random.Next(2) == 0 ? $"10.244.{random.Next(3)}.{random.Next(1, 30)}" : $"172.16.{random.Next(256)}.{random.Next(1, 250)}";
        string ns = Any("shop", "finance", "istio-system", "nowhere");
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"- id: {Any("sidecar", "sidecar", "sidecar", "router")}~{address}~p{number}.{ns}~{ns}.svc.cluster.local\n");
        text.Append("  locality: ").Append(Any("''", "eu/a", "eu/b/rack1", "us/c")).Append('\n');
        text.Append("  metadata:\n");
        text.Append(CultureInfo.InvariantCulture, $"    NAMESPACE: {ns}\n    INSTANCE_IPS: '{address}{Any("", "", ",fd00::7")}'\n");
        text.Append("    CLUSTER_ID: ").Append(Any("Kubernetes", "Kubernetes", "other")).Append('\n');
        text.Append("    ISTIO_VERSION: ").Append(Any("1.30.3", "1.30.3", "1.24.0")).Append('\n');
        text.Append("    INTERCEPTION_MODE: ").Append(Any("REDIRECT", "REDIRECT", "TPROXY", "NONE")).Append('\n');
        text.Append("    NETWORK: '").Append(Any("", "", "net-1", "net-2")).Append("'\n");
        text.Append("    DNS_CAPTURE: '").Append(Any("false", "true")).Append("'\n");
        text.Append(Any("", "", "    HTTP_PROXY_PORT: '15007'\n"));
        text.Append("    NODE_NAME: ").Append(Any("node-a", "node-b", "node-c")).Append('\n');
        text.Append(CultureInfo.InvariantCulture, $"    LABELS: {{app: {Any("orders", "catalog", "web", "x")}, version: {Any("v1", "v2")}, number: n{number % 7}}}\n");
        return text.ToString();
    }
}
