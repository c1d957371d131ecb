namespace Istiod.Load;

/// <summary>The load: which services and which proxies there are.</summary>
/// <param name="Services">Number of services.</param>
/// <param name="Proxies">Number of proxies.</param>
/// <param name="IsMixed">100 namespaces, 400 Deployments, three zones; else one namespace and one zone.</param>
internal sealed record Mesh(int Services, int Proxies, bool IsMixed)
{
    public const int Endpoints = 5;
    private const int Namespaces = 100;
    private const int Deployments = 400;

    public static Mesh From(Options options) => new(
        options.Number("services", 1000),
        options.Number("streams", options.Number("proxies", 1000)),
        options.Has("mixed"));

    public IEnumerable<string> NamespaceNames => IsMixed ? Enumerable.Range(0, Namespaces).Select(i => $"load-{i}") : ["load"];

    public IEnumerable<(string Name, string Zone)> Nodes =>
        IsMixed ? [("node-a", "z1"), ("node-b", "z2"), ("node-c", "z3")] : [("node-a", "z1")];

    public string NamespaceOf(int index) => IsMixed ? $"load-{index % Namespaces}" : "load";

    public string NodeOf(int index) => IsMixed ? "node-" + (char)('a' + (index % 3)) : "node-a";

    /// <summary>The value of the label <c>app</c> of a proxy's pod.</summary>
    public string AppOf(int proxy) => IsMixed ? $"svc-{proxy % Deployments}" : "client";

    public static string PodIP(int proxy) => $"10.{100 + (proxy >> 16)}.{(proxy >> 8) & 255}.{proxy & 255}";

    public static string EndpointIP(int service, int endpoint, int generation)
    {
        int number = (service * Endpoints) + endpoint;
        return endpoint == 0 && generation > 0
            ? $"10.{50 + ((generation >> 16) & 31)}.{(generation >> 8) & 255}.{generation & 255}"
            : $"10.{20 + (number >> 16)}.{(number >> 8) & 255}.{number & 255}";
    }
}
