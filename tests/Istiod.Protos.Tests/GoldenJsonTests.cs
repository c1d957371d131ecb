using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Istiod.Protobuf;

namespace Istiod.Protos.Tests;

/// <summary>Every resource of the recorded goldens survives JSON → message → binary → message → JSON.</summary>
public sealed class GoldenJsonTests
{
    private static readonly Dictionary<string, string> Types = new()
    {
        ["cds"] = "envoy.config.cluster.v3.Cluster",
        ["eds"] = "envoy.config.endpoint.v3.ClusterLoadAssignment",
        ["lds"] = "envoy.config.listener.v3.Listener",
        ["rds"] = "envoy.config.route.v3.RouteConfiguration",
        ["sds"] = "envoy.extensions.transport_sockets.tls.v3.Secret",
        ["ecds"] = "envoy.config.core.v3.TypedExtensionConfig",
        ["nds"] = "istio.networking.nds.v1.NameTable",
        ["pcds"] = "istio.mesh.v1alpha1.ProxyConfig",
        ["address"] = "istio.workload.Address",
        ["workload"] = "istio.workload.Workload",
        ["authorization"] = "istio.security.Authorization",
    };

    [Fact]
    public void Resource_ReadAndWrittenInGoldenLayout_IsTheSame()
    {
        ProtoJsonOptions options = ProtoJsonOptions.Golden(ProtoTypes.Resolver);
        var seen = new HashSet<string>();
        var failures = new List<string>();
        foreach (string file in Directory.EnumerateFiles(GoldenFolder(), "expected.json.gz", SearchOption.AllDirectories).Order())
        {
            using var stream = new GZipStream(File.OpenRead(file), CompressionMode.Decompress);
            using JsonDocument document = JsonDocument.Parse(stream, new JsonDocumentOptions { MaxDepth = 500 });
            if (!document.RootElement.TryGetProperty("proxies", out JsonElement proxies))
            {
                continue;
            }

            foreach (JsonProperty list in proxies.EnumerateObject().SelectMany(proxy => proxy.Value.EnumerateObject()))
            {
                if (!Types.TryGetValue(list.Name, out string? name) || list.Value.ValueKind != JsonValueKind.Array)
                {
                    continue;
                }

                Assert.True(ProtoTypes.Resolver.TryFind(name, out AnyType type));
                foreach (JsonElement resource in list.Value.EnumerateArray())
                {
                    string text = resource.GetRawText();
                    if (seen.Add(list.Name + text) && RoundTrip(type, text, options) is { } failure)
                    {
                        failures.Add(Path.GetFileName(Path.GetDirectoryName(file)) + " " + list.Name + ": " + failure);
                    }
                }
            }
        }

        Assert.True(seen.Count > 1000, $"only {seen.Count} resources");
        Assert.True(failures.Count == 0, $"{failures.Count} of {seen.Count}:\n" + string.Join("\n", failures.Take(30)));
    }

    private static string? RoundTrip(AnyType type, string text, ProtoJsonOptions options)
    {
        try
        {
            var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(text), new JsonReaderOptions { MaxDepth = 500 });
            ProtoMessage message = type.ReadJson(ref reader, options);
            if (JsonSame.Difference(text, message.ToJson(options)) is { } difference)
            {
                return difference;
            }

            ProtoMessage parsed = type.Parse(message.ToByteArray());
            return parsed.Equals(message) ? JsonSame.Difference(text, parsed.ToJson(options)) : "not equal after binary";
        }
        catch (Exception e) when (e is ProtoException or ProtoJsonException)
        {
            return e.Message;
        }
    }

    private static string GoldenFolder()
    {
        for (DirectoryInfo? at = new(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            string golden = Path.Combine(at.FullName, "tests", "golden");
            if (Directory.Exists(golden))
            {
                return golden;
            }
        }

        throw new DirectoryNotFoundException("tests/golden");
    }
}
