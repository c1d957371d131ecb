using System.Text.Json.Nodes;
using Istiod.Testing.ApiServer;

namespace Istiod.Testing.Tests;

/// <summary>The official chart's objects in a double. Without <c>ISTIO_CHART_DIR</c> there is nothing to load and the tests end at once.</summary>
public sealed class ChartTests
{
    // A cluster's own choices, and what only a server knows.
    private static readonly string[] s_ignored = ["metadata", "status"];

    private static readonly string[] s_allocated =
        ["clusterIP", "clusterIPs"];

    private static string? Directory => Environment.GetEnvironmentVariable("ISTIO_CHART_DIR") is { Length: > 0 } path ? path : null;

    private static async Task<TestApiServer> StartAsync(string directory, ApiServerOptions options)
    {
        TestApiServer server = await TestApiServer.StartAsync(options);
        await server.ApplyYamlAsync(await File.ReadAllTextAsync(Path.Combine(directory, "rendered-base.yaml")));
        await server.ApplyYamlAsync(await File.ReadAllTextAsync(Path.Combine(directory, "gateway-api-crds.yaml")));
        return server;
    }

    [Fact]
    public async Task Chart_AllObjects_AreTaken()
    {
        if (Directory is not { } directory)
        {
            return;
        }

        await using TestApiServer server = await StartAsync(directory, new ApiServerOptions { UsesTls = false });
        int count = await server.ApplyYamlAsync(await File.ReadAllTextAsync(Path.Combine(directory, "rendered-default.yaml")));

        Assert.Equal(17, count);
        Assert.Equal(27, server.List("apiextensions.k8s.io/v1", "CustomResourceDefinition").Count);
    }

    [Fact]
    public void Chart_EveryRuleOfItsDefinitions_CanBeRead()
    {
        if (Directory is not { } directory)
        {
            return;
        }

        List<string> rules = [];
        foreach (string name in (string[])["rendered-base.yaml", "gateway-api-crds.yaml"])
        {
            string file = Path.Combine(directory, name);
            foreach (JsonObject tree in ApiServer.Json.Yaml.ReadAll(File.ReadAllBytes(file), file))
            {
                Collect(tree, rules);
            }
        }

        Assert.True(rules.Count > 400, $"only {rules.Count}");
        Assert.All(rules, r => ApiServer.Schemas.Cel.CelParser.Parse(r));
    }

    private static void Collect(JsonNode? node, List<string> rules)
    {
        switch (node)
        {
            case JsonObject map:
                foreach (JsonNode? rule in map["x-kubernetes-validations"] as JsonArray ?? [])
                {
                    rules.Add((string)rule!["rule"]!);
                }

                foreach (KeyValuePair<string, JsonNode?> member in map)
                {
                    Collect(member.Value, rules);
                }

                break;
            case JsonArray list:
                foreach (JsonNode? item in list)
                {
                    Collect(item, rules);
                }

                break;
            default:
                break;
        }
    }

    [Fact]
    public async Task Chart_RolesOfTheControlPlane_GrantItsReadsOnly()
    {
        if (Directory is not { } directory)
        {
            return;
        }

        await using TestApiServer server = await StartAsync(directory, new ApiServerOptions { ChecksAccess = true });
        await server.ApplyYamlAsync(await File.ReadAllTextAsync(Path.Combine(directory, "rendered-default.yaml")));
        using ApiClient client = new(server, server.Tokens.ForAccount("istio-system", "istiod"));

        Assert.Equal(200, (await client.SendAsync("GET", "/api/v1/pods")).Code);
        Assert.Equal(200, (await client.SendAsync("GET", "/apis/networking.istio.io/v1/virtualservices")).Code);
        Assert.Equal(404, (await client.SendAsync("GET", "/apis/coordination.k8s.io/v1/namespaces/istio-system/leases/x")).Code);
        Assert.Equal(403, (await client.SendAsync("GET", "/apis/coordination.k8s.io/v1/namespaces/istio-system/leases")).Code);
        Assert.Equal(403, (await client.SendAsync("DELETE", "/api/v1/namespaces/default/pods/x")).Code);
    }

    [Fact]
    public async Task Objects_EveryRecordedInput_BecomesWhatTheServerHeld()
    {
        if (Directory is not { } directory)
        {
            return;
        }

        List<string> wrong = [];
        int objects = 0;
        await using TestApiServer server = await StartAsync(directory, new ApiServerOptions { UsesTls = false, CallsWebhooks = false });
        foreach (string folder in Folders())
        {
            Dictionary<string, JsonObject> ours = new(StringComparer.Ordinal);
            foreach (string file in System.IO.Directory.EnumerateFiles(folder, "input*.yaml").Order(StringComparer.Ordinal))
            {
                foreach (JsonObject tree in ApiServer.Json.Yaml.ReadAll(await File.ReadAllBytesAsync(file), file))
                {
                    try
                    {
                        JsonObject stored = await server.ApplyAsync(tree);
                        ours[Key(stored)] = stored;
                    }
                    catch (ApiServer.Json.ApiStatusException refused) when (refused.Code == 422)
                    {
                        // Refused as by the server, or found missing below.
                        ours.Remove(Key(tree));
                    }
                }
            }

            foreach (JsonObject applied in ApiServer.Json.Yaml.ReadAll(await File.ReadAllBytesAsync(Path.Combine(folder, "applied.yaml")), folder))
            {
                objects++;
                if (!ours.Remove(Key(applied), out JsonObject? mine))
                {
                    wrong.Add($"{folder}: {Key(applied)} is missing or was refused by us");
                    continue;
                }

                await RemoveAsync(server, mine);
                Strip(applied);
                Strip(mine);
                if (!JsonNode.DeepEquals(applied, mine))
                {
                    wrong.Add($"{folder}: {Key(applied)}\n  {applied.ToJsonString()}\n  {mine.ToJsonString()}");
                }
            }

            foreach ((string key, JsonObject left) in ours)
            {
                wrong.Add($"{folder}: {key} was refused by the server");
                await RemoveAsync(server, left);
            }
        }

        Assert.True(wrong.Count == 0, $"{wrong.Count} of {objects}\n{string.Join('\n', wrong.Take(20))}");
        Assert.True(objects > 1000, $"only {objects} objects");
    }

    private static async Task RemoveAsync(TestApiServer server, JsonObject tree)
    {
        string name = (string)tree["metadata"]!["name"]!;
        if ((string?)tree["kind"] == "Namespace")
        {
            return; // its content is removed one by one
        }

        await server.DeleteAsync((string)tree["apiVersion"]!, (string)tree["kind"]!, (string?)tree["metadata"]!["namespace"] ?? "", name);
    }

    private static void Strip(JsonObject tree)
    {
        foreach (string name in s_ignored)
        {
            tree.Remove(name);
        }

        if (tree["spec"] is JsonObject spec && (string?)tree["kind"] == "Service" && (string?)spec["clusterIP"] != "None")
        {
            foreach (string name in s_allocated)
            {
                spec.Remove(name);
            }

            foreach (JsonNode? port in spec["ports"] as JsonArray ?? [])
            {
                (port as JsonObject)?.Remove("nodePort");
            }

            spec.Remove("healthCheckNodePort");
        }
    }

    private static string Key(JsonObject tree) =>
        $"{tree["apiVersion"]} {tree["kind"]} {tree["metadata"]!["namespace"]}/{tree["metadata"]!["name"]}";

    private static IEnumerable<string> Folders()
    {
        for (DirectoryInfo? at = new(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            string root = Path.Combine(at.FullName, "tests", "golden");
            if (System.IO.Directory.Exists(root))
            {
                return System.IO.Directory.EnumerateFiles(root, "applied.yaml", SearchOption.AllDirectories)
                    .Select(static path => Path.GetDirectoryName(path)!)
                    .Order(StringComparer.Ordinal);
            }
        }

        throw new DirectoryNotFoundException("tests/golden");
    }
}
