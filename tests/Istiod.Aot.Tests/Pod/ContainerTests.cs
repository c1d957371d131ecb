using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Istiod.Pods;
using Istiod.Golden.Clients;
using Istiod.Resources;
using Istiod.Testing.ApiServer;
using Istiod.Testing.ApiServer.Json;

namespace Istiod.Aot.Tests.Pod;

/// <summary>The container of an older installation, which users replace by ours as it is: its arguments, variables, mounts and user.</summary>
[Collection(BinaryCollection.Name)]
public sealed class ContainerTests(PublishedBinary binary)
{
    private const string Account = "istiod-service-account";
    private const string SelfCheck = "istiod_webhook_self_checks_total{result=\"passed\"} ";

    private static readonly string[] s_arguments =
    [
        "discovery", "--monitoringAddr=:15014", "--log_output_level=default:info", "--domain", "cluster.local",
        "--keepaliveMaxServerConnectionAge", "30m",
    ];

    private static readonly Dictionary<string, string> s_environment = new(StringComparer.Ordinal)
    {
        ["POD_NAME"] = ChartPod.Name,
        ["POD_NAMESPACE"] = "istio-system",
        ["SERVICE_ACCOUNT"] = Account,
        ["CLUSTER_ID"] = "Kubernetes",
        ["REVISION"] = "default",
        ["ISTIOD_ADDR"] = "istiod.istio-system.svc:15012",
        ["JWT_POLICY"] = "first-party-jwt",
        ["PILOT_CERT_PROVIDER"] = "istiod",
        ["PILOT_TRACE_SAMPLING"] = "100",
        ["PILOT_ENABLE_PROTOCOL_SNIFFING_FOR_OUTBOUND"] = "true",
        ["PILOT_ENABLE_PROTOCOL_SNIFFING_FOR_INBOUND"] = "true",
        ["PILOT_ENABLE_ANALYSIS"] = "false",
        ["KUBECONFIG"] = "/var/run/secrets/remote/config",
    };

    [Fact]
    public async Task Container_AsItStands_TakesItsPlace()
    {
        await using PodWorld world = await PodWorld.StartAsync(binary, StartServerAsync);
        await using ControlPlane plane = world.StartPlane(s_arguments, s_environment, Mounts(world));
        await plane.ReadyAsync();
        await plane.SecureAddressAsync();

        // a token of the proxy's own, not made for us
        using MeshClient agent = await MeshClient.ConnectAsync(world.Server, plane);
        using X509Certificate2 leaf = await agent.CreateCertificateAsync(world.Server.Tokens.ForAccount("default", "httpbin"));
        using MeshClient proxy = await MeshClient.ConnectAsync(world.Server, plane, leaf);
        await using StreamClient stream = proxy.Stream("default", "httpbin", isDelta: false);

        Assert.NotEmpty(await stream.FetchAsync(XdsType.Cluster, []) ?? []);
        AssertProcess(plane.Id);
        await AssertPortsAsync(world, plane);
        List<RequestRecord> requests = [.. world.Server.Requests.All.Where(r => r.User.EndsWith(Account, StringComparison.Ordinal))];
        Assert.Single(requests.Select(r => r.Connection).Distinct());
        Assert.All(requests, r => Assert.Equal("HTTP/2", r.Protocol));
        Assert.All(requests, r => Assert.True(r.Status is not (401 or 403), $"{r.Summary}: {r.Status}"));
        AssertLog(plane.Log);

        // its own webhook server has answered it on loopback before it was ready
        (_, string metrics) = await plane.GetAsync(await plane.MonitoringAddressAsync(), "/metrics");
        Assert.Contains(metrics.Split('\n'), l => l.StartsWith(SelfCheck, StringComparison.Ordinal) && !l.EndsWith(" 0", StringComparison.Ordinal));
        Assert.Equal(0, await plane.TerminateAsync());
    }

    // Logged once each: what is taken and does nothing, and what is taken and dangerous.
    private static void AssertLog(string log)
    {
        string[] lines = log.Split('\n');
        string first = Assert.Single(lines, l => l.Contains("first-party-jwt", StringComparison.Ordinal) && l.Contains("warn", StringComparison.OrdinalIgnoreCase));
        Assert.Contains("tokens", first, StringComparison.Ordinal);
        foreach (string dropped in (string[])["PILOT_ENABLE_PROTOCOL_SNIFFING_FOR_OUTBOUND", "PILOT_ENABLE_PROTOCOL_SNIFFING_FOR_INBOUND"])
        {
            Assert.Single(lines, l => l.Contains(dropped, StringComparison.Ordinal));
        }

        // validation is switched on as soon as the webhook answers, and not before: that is told as the reference tells it
        string errors = string.Join('\n', lines.Where(l => l.Contains("\terror\t", StringComparison.Ordinal)
            && !l.Contains("webhook is not ready, retry", StringComparison.Ordinal)));
        Assert.True(errors.Length == 0, errors);
    }

    private static void AssertProcess(int id)
    {
        Dictionary<string, string> status = File.ReadLines($"/proc/{id}/status")
            .Select(l => l.Split(":\t", 2))
            .Where(p => p.Length == 2)
            .ToDictionary(p => p[0], p => p[1].Trim(), StringComparer.Ordinal);
        Assert.Equal("1337\t1337\t1337\t1337", status["Uid"]);
        Assert.Equal("1337\t1337\t1337\t1337", status["Gid"]);
        Assert.Equal("1337", status["Groups"]);
        Assert.Equal("1", status["NSpid"].Split('\t')[^1]);
        foreach (string set in (string[])["CapInh", "CapPrm", "CapEff", "CapAmb"])
        {
            Assert.Equal("0000000000000000", status[set]);
        }

        // the root is mounted read-only
        string root = File.ReadLines($"/proc/{id}/mountinfo").First(l => l.Split(' ')[4] == "/");
        Assert.Contains("ro", root.Split(' ')[5].Split(','));
        Assert.DoesNotContain(File.ReadLines($"/proc/{id}/mountinfo"), l => l.Split(' ')[4] == "/tmp");
    }

    private static async Task AssertPortsAsync(PodWorld world, ControlPlane plane)
    {
        foreach (int port in (int[])[8080, 15010, 15012, 15014, 15017])
        {
            foreach (IPAddress address in (IPAddress[])[IPAddress.Loopback, IPAddress.IPv6Loopback])
            {
                using Socket socket = world.Network.NewSocket(address.AddressFamily);
                await socket.ConnectAsync(address, port);
            }
        }

        // nothing else listens, but ControlZ on loopback
        SortedSet<string> listening = new(Listening(plane.Id), StringComparer.Ordinal);
        Assert.Subset(new SortedSet<string>(["*:8080", "*:15010", "*:15012", "*:15014", "*:15017", "127.0.0.1:9876", "10.96.0.1:443"], StringComparer.Ordinal), listening);
    }

    // /proc/net/tcp: local address in hexadecimal of the machine's order, state 0A listens
    private static IEnumerable<string> Listening(int id)
    {
        foreach (string file in (string[])["tcp", "tcp6"])
        {
            foreach (string line in File.ReadLines($"/proc/{id}/net/{file}").Skip(1))
            {
                string[] fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
                if (fields[3] != "0A")
                {
                    continue;
                }

                string[] local = fields[1].Split(':');
                int port = int.Parse(local[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
                string address = local[0].All(c => c == '0') ? "*"
                    : new IPAddress(BitConverter.GetBytes(uint.Parse(local[0][..8], NumberStyles.HexNumber, CultureInfo.InvariantCulture))).ToString();
                yield return $"{address}:{port}";
            }
        }
    }

    // Optional Secrets that are not there are empty folders.
    private static List<PodMount> Mounts(PodWorld world) =>
    [
        world.Folders.Empty("/var/run/secrets/istio-dns", isReadOnly: false),
        world.Folders.Empty("/etc/cacerts", isReadOnly: true),
        world.Folders.Empty("/var/run/secrets/remote", isReadOnly: true),
        world.Folders.Account(Account),
        world.Folders.Text("/etc/hosts", "127.0.0.1\tlocalhost\n::1\tlocalhost\n", isReadOnly: false),
        world.Folders.Text("/dev/termination-log", "", isReadOnly: false),
    ];

    // The chart's objects and roles where there is a chart, bound to the older name of the account; else a cluster without Istio's kinds,
    // in which the account may do everything.
    private static async Task<TestApiServer> StartServerAsync(ApiServerOptions options)
    {
        if (ChartPod.Directory is not { } chart)
        {
            TestApiServer plain = await TestApiServer.StartAsync(options with { ChecksAccess = true, Namespaces = [.. options.Namespaces, "istio-system"] });
            await PrepareAsync(plain);
            await plain.ApplyAsync(Binding("all", "cluster-admin"));
            await plain.ApplyAsync((JsonObject)JsonNode.Parse("""
                {"apiVersion":"rbac.authorization.k8s.io/v1","kind":"ClusterRole","metadata":{"name":"cluster-admin"},
                 "rules":[{"apiGroups":["*"],"resources":["*"],"verbs":["*"]}]}
                """)!);
            return plain;
        }

        TestApiServer server = await ChartCluster.StartAsync(chart, options);
        await PrepareAsync(server);
        foreach (string kind in (string[])["ClusterRoleBinding", "RoleBinding"])
        {
            foreach (JsonObject binding in server.List("rbac.authorization.k8s.io/v1", kind))
            {
                foreach (JsonObject subject in Trees.Objects(binding, "subjects"))
                {
                    if (Trees.Text(subject, "name") == "istiod")
                    {
                        subject["name"] = Account;
                    }
                }

                await server.ApplyAsync(binding);
            }
        }

        return server;
    }

    private static async Task PrepareAsync(TestApiServer server)
    {
        await server.ApplyAsync(ServiceAccount("istio-system", Account));
        await server.ApplyAsync(ServiceAccount("default", "httpbin"));
        await server.ApplyAsync((JsonObject)JsonNode.Parse("""
            {"apiVersion":"v1","kind":"Service","metadata":{"name":"httpbin","namespace":"default"},"spec":{"ports":[{"name":"http","port":80}]}}
            """)!);
    }

    private static JsonObject ServiceAccount(string ns, string name) => new()
    {
        ["apiVersion"] = "v1",
        ["kind"] = "ServiceAccount",
        ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = ns },
    };

    private static JsonObject Binding(string name, string role) => new()
    {
        ["apiVersion"] = "rbac.authorization.k8s.io/v1",
        ["kind"] = "ClusterRoleBinding",
        ["metadata"] = new JsonObject { ["name"] = name },
        ["roleRef"] = new JsonObject { ["apiGroup"] = "rbac.authorization.k8s.io", ["kind"] = "ClusterRole", ["name"] = role },
        ["subjects"] = new JsonArray(new JsonObject { ["kind"] = "ServiceAccount", ["name"] = Account, ["namespace"] = "istio-system" }),
    };
}
