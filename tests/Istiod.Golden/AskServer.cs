using Grpc.Net.Client;
using Istiod.Golden.Cases;
using Istiod.Golden.Clients;
using Istiod.Golden.Dumps;

namespace Istiod.Golden;

/// <summary>Asks a running xDS server for what some proxies get.</summary>
internal static class AskServer
{
    /// <summary>Writes one folder a proxy below <paramref name="output"/>.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(string server, string proxiesFile, string output, bool isDelta)
    {
        using GrpcChannel channel = GrpcChannel.ForAddress("http://" + server, new GrpcChannelOptions { MaxReceiveMessageSize = null });
        int failed = 0;
        foreach (GoldenProxy proxy in GoldenCases.ReadProxies(proxiesFile))
        {
            try
            {
                await using StreamClient client = new(channel, proxy.Node, isDelta || proxy.IsDelta, TimeSpan.FromSeconds(5));
                await ProxyDump.WriteAsync(proxy, client, output);
                Console.WriteLine($"{proxy.Folder}: {await File.ReadAllTextAsync(Path.Combine(output, proxy.Folder, "meta.json"))}");
            }
            catch (global::Grpc.Core.RpcException e)
            {
                failed++;
                await Console.Error.WriteLineAsync($"{proxy.Folder}: {e.Status.StatusCode}: {e.Status.Detail}");
            }
        }

        return failed == 0 ? 0 : 1;
    }
}
