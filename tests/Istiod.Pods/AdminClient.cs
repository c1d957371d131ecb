using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using Istiod.Testing.ApiServer;

namespace Istiod.Pods;

/// <summary>An administrator at the double's API: writes go through admission, as everybody's.</summary>
internal sealed class AdminClient : IDisposable
{
    private readonly SocketsHttpHandler _handler;
    private readonly HttpClient _http;
    private readonly X509Certificate2 _root;

    public AdminClient(TestApiServer server)
    {
        _root = X509Certificate2.CreateFromPem(server.Authority.RootPem);
        X509ChainPolicy policy = new() { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.Add(_root);
        _handler = Dialer.Handler(server.Options.NewSocket);
        _handler.SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = policy };
        _http = new HttpClient(_handler) { BaseAddress = server.Address, DefaultRequestVersion = new Version(2, 0) };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", server.Tokens.ForUser("kubernetes-admin", "system:masters"));
    }

    /// <summary>Sends a request.</summary>
    /// <returns>Status and the object or Status of the answer.</returns>
    public async Task<(int Code, JsonObject Body)> SendAsync(HttpMethod method, string path, JsonNode? body = null)
    {
        using HttpRequestMessage request = new(method, path) { Version = _http.DefaultRequestVersion };
        if (body is not null)
        {
            request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        }

        using HttpResponseMessage response = await _http.SendAsync(request);
        string text = await response.Content.ReadAsStringAsync();
        return ((int)response.StatusCode, JsonNode.Parse(text) as JsonObject ?? []);
    }

    /// <summary>Creates an object.</summary>
    /// <param name="collection">Path of its collection.</param>
    public Task<(int Code, JsonObject Body)> CreateAsync(string collection, JsonNode tree) => SendAsync(HttpMethod.Post, collection, tree);

    public void Dispose()
    {
        _http.Dispose();
        _handler.Dispose();
        _root.Dispose();
    }
}
