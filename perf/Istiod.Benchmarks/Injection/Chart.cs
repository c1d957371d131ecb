using Istiod.Config.Yaml;

namespace Istiod.Benchmarks.Injection;

/// <summary>The chart's injector configuration, of <c>rendered-default.yaml</c> in the folder <c>ISTIO_CHART_DIR</c>.</summary>
internal static class Chart
{
    public static (string Config, string Values) Read()
    {
        string folder = Environment.GetEnvironmentVariable("ISTIO_CHART_DIR") ?? throw new InvalidOperationException("ISTIO_CHART_DIR is not set");
        string file = Path.Combine(folder, "rendered-default.yaml");
        foreach (YamlDocument document in YamlReader.ReadAll(File.ReadAllBytes(file), file))
        {
            if (document.Root?["metadata"]?.TextOf("name") == "istio-sidecar-injector" && document.Root["data"] is { } data)
            {
                return (data.TextOf("config") ?? "", data.TextOf("values") ?? "");
            }
        }

        throw new InvalidOperationException("no ConfigMap istio-sidecar-injector");
    }
}
