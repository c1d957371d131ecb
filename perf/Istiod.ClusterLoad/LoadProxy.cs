using System.Security.Cryptography.X509Certificates;
using Grpc.Core;
using Istiod.Golden.Clients;
using Istiod.Pods;
using Istiod.Resources;
using Istiod.Testing.ApiServer;

namespace Istiod.ClusterLoad;

/// <summary>A connection with a certificate of its own and one stream that asks for what a sidecar asks for.</summary>
internal sealed class LoadProxy : IAsyncDisposable
{
    private readonly X509Certificate2 _leaf;
    private readonly MeshClient _client;
    private readonly StreamClient _stream;

    private LoadProxy(X509Certificate2 leaf, MeshClient client, string home, bool isDelta)
    {
        _leaf = leaf;
        _client = client;
        _stream = client.Stream(home, "default", isDelta);
    }

    /// <summary>Gets a certificate for a token and opens a stream with it.</summary>
    /// <param name="home">Namespace of the account.</param>
    public static async Task<LoadProxy> ConnectAsync(TestApiServer server, ControlPlane plane, string home, bool isDelta)
    {
        using MeshClient agent = await MeshClient.ConnectAsync(server, plane);
        X509Certificate2 leaf = await agent.CreateCertificateAsync(server.Tokens.ForAccount(home, "default", ["istio-ca"]));
        return new LoadProxy(leaf, await MeshClient.ConnectAsync(server, plane, leaf), home, isDelta);
    }

    /// <summary>Asks for clusters and listeners.</summary>
    /// <exception cref="RpcException">Refused, or no answer in time.</exception>
    public async Task AskAsync()
    {
        foreach (XdsType type in (XdsType[])[XdsType.Cluster, XdsType.Listener])
        {
            _ = await _stream.FetchAsync(type, []) ?? throw new RpcException(new Status(StatusCode.DeadlineExceeded, "no answer for " + type.ShortName));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stream.DisposeAsync();
        _client.Dispose();
        _leaf.Dispose();
    }
}
