using System.Text.Json.Nodes;
using Istiod.Golden.Cases;
using Istiod.Pods;
using Istiod.Testing.ApiServer;

namespace Istiod.Cluster.Tests.Host;

/// <summary>A recorded case in a double beside the chart's own objects, and the chart's control plane over it.</summary>
internal static class GoldenCluster
{
    /// <summary>Starts a server with the objects and the mesh config of a case.</summary>
    public static async Task<TestApiServer> StartAsync(string chart, GoldenCase golden)
    {
        TestApiServer server = await ChartCluster.StartAsync(chart);
        await server.DeleteAsync("v1", "Service", ChartCluster.Namespace, "istiod"); // the recorded cluster had none
        foreach (string file in golden.Objects)
        {
            await server.ApplyYamlAsync(await File.ReadAllTextAsync(file));
        }

        JsonObject config = server.Get("v1", "ConfigMap", ChartCluster.Namespace, "istio") ?? throw new InvalidOperationException("the chart has a mesh config");
        config["data"] = new JsonObject { ["mesh"] = golden.MeshYaml, ["meshNetworks"] = golden.NetworksYaml ?? "networks: {}" };
        await server.ApplyAsync(config);
        return server;
    }

    /// <summary>Starts the control plane with the case's variables.</summary>
    public static ControlPlane StartPlane(TestApiServer server, string home, string chart, GoldenCase golden) =>
        ChartCluster.StartPlane(server, home, ChartPod.Default(chart) with { Environment = golden.Environment });
}
