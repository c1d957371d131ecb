using System.Net;
using Istiod.Pods;
using Istiod.Testing.ApiServer;
using Istiod.Testing.Networks;

namespace Istiod.Aot.Tests.Pod;

/// <summary>A pod's network with an API server in it, where a pod looks for it, and a folder for what is mounted.</summary>
internal sealed class PodWorld : IAsyncDisposable
{
    private readonly DirectoryInfo _home = Directory.CreateTempSubdirectory("pod-");
    private readonly string _rootFilesystem;

    private PodWorld(PodNetwork network, string rootFilesystem)
    {
        Network = network;
        _rootFilesystem = rootFilesystem;
    }

    /// <summary>Where the API server is for pods: the first address of the services' usual range.</summary>
    public static IPAddress ApiAddress { get; } = new([10, 96, 0, 1]);

    public PodNetwork Network { get; }

    /// <summary>The API server; set by <see cref="StartAsync"/>.</summary>
    public TestApiServer Server { get; private set; } = null!; // the only way to get an instance sets it

    public PodFolders Folders => new(Server, _home.FullName);

    /// <summary>Starts a world.</summary>
    /// <param name="start">Starts the server with these options.</param>
    public static async Task<PodWorld> StartAsync(PublishedBinary binary, Func<ApiServerOptions, Task<TestApiServer>> start)
    {
        PodNetwork network = PodNetwork.TryCreate(ApiAddress) ?? throw new InvalidOperationException("no network namespaces here: these tests need root");
        PodWorld world = new(network, binary.RootFilesystem)
        {
            Server = await start(new ApiServerOptions { Listen = ApiAddress, Port = 443, NewSocket = network.NewSocket }),
        };

        // what kube-proxy would do
        world.Server.ResolveServices((ns, name, port) => (ns, name, port) == ("istio-system", "istiod", 443) ? "127.0.0.1:15017" : null);
        return world;
    }

    /// <summary>Variables that every container of a cluster has.</summary>
    public static Dictionary<string, string> ServiceVariables(IReadOnlyDictionary<string, string> environment) => new(environment, StringComparer.Ordinal)
    {
        ["KUBERNETES_SERVICE_HOST"] = ApiAddress.ToString(),
        ["KUBERNETES_SERVICE_PORT"] = "443",
        ["KUBERNETES_SERVICE_PORT_HTTPS"] = "443",
        ["KUBERNETES_PORT"] = $"tcp://{ApiAddress}:443",
        ["KUBERNETES_PORT_443_TCP"] = $"tcp://{ApiAddress}:443",
        ["KUBERNETES_PORT_443_TCP_PROTO"] = "tcp",
        ["KUBERNETES_PORT_443_TCP_PORT"] = "443",
        ["KUBERNETES_PORT_443_TCP_ADDR"] = ApiAddress.ToString(),
        ["HOSTNAME"] = ChartPod.Name,
        ["HOME"] = "/home/istio-proxy",
    };

    /// <summary>Starts the control plane in it.</summary>
    public ControlPlane StartPlane(IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment, IReadOnlyList<PodMount> mounts) =>
        ControlPlane.StartInPod(
            new PodPlace(Repository.PathOf(".ci", "run-container.sh"), _rootFilesystem, Network, mounts), arguments, ServiceVariables(environment));

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        Network.Dispose();
        _home.Delete(recursive: true);
    }
}
