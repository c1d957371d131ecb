using Istiod.Testing.ApiServer;

namespace Istiod.Pods;

/// <summary>A double that holds the official chart's objects and grants its account just the chart's rights.</summary>
internal static class ChartCluster
{
    /// <summary>Where the chart puts its control plane.</summary>
    public const string Namespace = "istio-system";

    /// <summary>Starts it.</summary>
    /// <param name="options">Rights are checked in any case.</param>
    public static async Task<TestApiServer> StartAsync(string chart, ApiServerOptions? options = null)
    {
        options = (options ?? new ApiServerOptions()) with { ChecksAccess = true };
        TestApiServer server = await TestApiServer.StartAsync(options with { Namespaces = [.. options.Namespaces, Namespace] });
        foreach (string file in (string[])["rendered-base.yaml", "gateway-api-crds.yaml", "rendered-default.yaml"])
        {
            await server.ApplyYamlAsync(await File.ReadAllTextAsync(Path.Combine(chart, file)));
        }

        return server;
    }

    /// <summary>Starts a control plane as the chart's account on this machine's loopback.</summary>
    /// <param name="home">Gets the kubeconfig.</param>
    /// <param name="name">Of the pod.</param>
    public static ControlPlane StartPlane(TestApiServer server, string home, ChartPod pod, string name = ChartPod.Name)
    {
        string kubeconfig = Path.Combine(home, name + ".config");
        server.WriteKubeconfig(kubeconfig, server.Tokens.ForAccount(Namespace, pod.Account));
        Dictionary<string, string> environment = new(pod.Environment, StringComparer.Ordinal)
        {
            ["KUBECONFIG"] = kubeconfig,
            ["POD_NAME"] = name,
        };
        return ControlPlane.Start(pod.Arguments, environment);
    }
}
