using Istiod.Testing.ApiServer;

namespace Istiod.Cluster.Tests.Host;

/// <summary>A double that holds the official chart's objects and grants its account just the chart's rights.</summary>
internal static class ChartCluster
{
    /// <summary>Starts it.</summary>
    public static async Task<TestApiServer> StartAsync(string chart)
    {
        ApiServerOptions options = new() { ChecksAccess = true };
        TestApiServer server = await TestApiServer.StartAsync(options with { Namespaces = [.. options.Namespaces, "istio-system"] });
        foreach (string file in (string[])["rendered-base.yaml", "gateway-api-crds.yaml", "rendered-default.yaml"])
        {
            await server.ApplyYamlAsync(await File.ReadAllTextAsync(Path.Combine(chart, file)));
        }

        return server;
    }

    /// <summary>Starts a control plane as the chart's account.</summary>
    /// <param name="home">Gets the kubeconfig.</param>
    /// <param name="name">Of the pod.</param>
    public static ControlPlane StartPlane(TestApiServer server, string home, ChartPod pod, string name = "istiod-test")
    {
        string kubeconfig = Path.Combine(home, name + ".config");
        server.WriteKubeconfig(kubeconfig, server.Tokens.ForAccount("istio-system", "istiod"));
        Dictionary<string, string> environment = new(pod.Environment, StringComparer.Ordinal)
        {
            ["KUBECONFIG"] = kubeconfig,
            ["POD_NAME"] = name,
        };
        return ControlPlane.Start(pod.Arguments, environment);
    }
}
