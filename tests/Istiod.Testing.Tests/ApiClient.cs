using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using Istiod.Testing.ApiServer;

namespace Istiod.Testing.Tests;

/// <summary>A plain HTTP client of a double, as a stranger would write it.</summary>
internal sealed class ApiClient : IDisposable
{
    private readonly HttpClient _http;
    private readonly X509Certificate2? _root;
    private readonly SocketsHttpHandler _handler = new();

    public ApiClient(TestApiServer server, string? token = null, X509Certificate2? certificate = null)
    {
        if (server.Options.UsesTls)
        {
            _root = X509Certificate2.CreateFromPem(server.Authority.RootPem);
            X509ChainPolicy policy = new() { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            policy.CustomTrustStore.Add(_root);
            _handler.SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = policy };
            if (certificate is not null)
            {
                _handler.SslOptions.ClientCertificates = [certificate];
                _handler.SslOptions.LocalCertificateSelectionCallback = (_, _, _, _, _) => certificate;
            }
        }

        _http = new HttpClient(_handler)
        {
            BaseAddress = server.Address,
            DefaultRequestVersion = server.Options.UsesTls ? new Version(2, 0) : new Version(1, 1),
        };
        if (token is not null)
        {
            _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }
    }

    public HttpClient Http => _http;

    public async Task<(int Code, JsonObject Body)> SendAsync(string method, string path, JsonNode? body = null, string type = "application/json")
    {
        using HttpRequestMessage request = new(new HttpMethod(method), path) { Version = _http.DefaultRequestVersion };
        if (body is not null)
        {
            request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, type);
        }

        using HttpResponseMessage response = await _http.SendAsync(request);
        string text = await response.Content.ReadAsStringAsync();
        return ((int)response.StatusCode, JsonNode.Parse(text) as JsonObject ?? []);
    }

    public async Task<JsonObject> GetAsync(string path)
    {
        (int code, JsonObject body) = await SendAsync("GET", path);
        Assert.True(code == 200, $"{path}: {code} {body.ToJsonString()}");
        return body;
    }

    public async Task<JsonObject> CreateAsync(string path, JsonNode body)
    {
        (int code, JsonObject made) = await SendAsync("POST", path, body);
        Assert.True(code == 201, $"{path}: {code} {made.ToJsonString()}");
        return made;
    }

    public async Task<WatchReader> WatchAsync(string path)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, path) { Version = _http.DefaultRequestVersion };
        HttpResponseMessage response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Assert.True(response.IsSuccessStatusCode, $"{path}: {response.StatusCode}");
        return new WatchReader(response);
    }

    public static JsonObject ConfigMap(string name, string value = "1", params (string Key, string Value)[] labels)
    {
        JsonObject meta = new() { ["name"] = name };
        if (labels.Length > 0)
        {
            JsonObject map = [];
            foreach ((string key, string text) in labels)
            {
                map[key] = text;
            }

            meta["labels"] = map;
        }

        return new JsonObject { ["apiVersion"] = "v1", ["kind"] = "ConfigMap", ["metadata"] = meta, ["data"] = new JsonObject { ["k"] = value } };
    }

    public void Dispose()
    {
        _http.Dispose();
        _handler.Dispose();
        _root?.Dispose();
    }
}
