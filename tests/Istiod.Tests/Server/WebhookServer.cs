using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Istiod.Config.Mesh;
using Istiod.Diagnostics.Metrics;
using Istiod.Server;
using Istiod.Webhooks.Admission;
using Istiod.Webhooks.Injection;
using Istiod.Webhooks.Injection.Config;
using Istiod.Webhooks.Injection.Mesh;
using Istiod.Webhooks.Validation;
using Microsoft.Extensions.Logging.Abstractions;

namespace Istiod.Tests.Server;

/// <summary>The webhook port over TLS with both webhooks, and a client of it.</summary>
internal sealed class WebhookServer : IAsyncDisposable, IInjectionMesh, IInjectionCluster
{
    public const string UsualTemplate = """
        metadata:
          annotations:
            note: {{ annotation .ObjectMeta `example.com/note` "nothing" | printf "%q" }}
        spec:
          containers:
          - name: istio-proxy
            image: {{ annotation .ObjectMeta `sidecar.istio.io/proxyImage` "registry.example/proxy:1" | printf "%q" }}
            args: ["proxy", "sidecar"]
        """;

    private readonly WebhookPortPages _pages;
    private readonly SocketsHttpHandler _connections;
    private readonly X509Certificate2 _certificate = MakeCertificate();
    private HttpPort? _port;

    private WebhookServer(string template, TimeProvider time)
    {
        Current = new InjectionMesh(MeshDefaults.Mesh(), []);
        InjectorStore store = new(static _ => null);
        Assert.Null(store.Update(
            "policy: enabled\ndefaultTemplates: [sidecar]\ntemplates:\n  sidecar: |\n    " + template.Replace("\n", "\n    ", StringComparison.Ordinal),
            """{"global":{"multiCluster":{"clusterName":""},"network":""}}"""));
        Injector injector = new(store, this, this, new InjectionOptions("default", NativeSidecarMode.Disabled, false, ""));
        InjectHandler inject = new(injector, new InjectionMetrics(new MetricRegistry()), time);
        ValidateHandler validate = new(new ValidationMetrics(new MetricRegistry()), withAlpha: false);
        _pages = new WebhookPortPages(time);
        _pages.Add(InjectHandler.Owns, inject.Handle, inject.Refuse);
        _pages.Add(ValidateHandler.Owns, validate.Handle, ValidateHandler.Refuse);
        _connections = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = IsOwn },
        };
        Client = new HttpClient(_connections);
    }

    public HttpClient Client { get; }

    public IPEndPoint EndPoint => _port!.EndPoint; // opened by StartAsync

    /// <inheritdoc/>
    public InjectionMesh Current { get; }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string>? NamespaceAnnotations(string clusterId, string name) => null;

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string>? KubeletVersions(string clusterId) => null;

    /// <param name="time">Limits bodies.</param>
    public static async Task<WebhookServer> StartAsync(string template = UsualTemplate, TimeProvider? time = null)
    {
        WebhookServer server = new(template, time ?? TimeProvider.System);
        server._port = await WebhookPort.OpenAsync(
            "127.0.0.1:0",
            protocols => new SslServerAuthenticationOptions { ServerCertificate = server._certificate, ApplicationProtocols = [.. protocols] },
            server._pages.HandleAsync,
            NullLoggerFactory.Instance,
            TimeProvider.System);
        return server;
    }

    /// <summary>Whether a peer shows this server's certificate.</summary>
    public bool IsOwn(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors) =>
        certificate?.GetCertHashString() == _certificate.GetCertHashString();

    /// <summary>A review of an object.</summary>
    public static string Review(string item) => """
        {"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","request":{"uid":"u-1","operation":"CREATE","namespace":"shop","kind":{"group":"","version":"","kind":""},"object":
        """ + item + "}}";

    public async Task<(int Status, string Body, Version Version)> SendAsync(
        string target, ReadOnlyMemory<byte> body, string method = "POST", string? contentType = "application/json", Version? version = null)
    {
        using HttpRequestMessage request = new(
            new HttpMethod(method),
            new Uri($"https://{EndPoint}{target}", new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }))
        {
            Version = version ?? HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        if (method != "GET")
        {
            request.Content = new ReadOnlyMemoryContent(body);
            if (contentType is not null)
            {
                request.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
            }
        }

        using HttpResponseMessage response = await Client.SendAsync(request);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync(), response.Version);
    }

    public Task<(int Status, string Body, Version Version)> SendAsync(string target, string body) => SendAsync(target, Encoding.UTF8.GetBytes(body));

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        _connections.Dispose();
        if (_port is not null)
        {
            await _port.CloseAsync(new CancellationToken(canceled: true));
            await _port.DisposeAsync();
        }

        _pages.Dispose();
        _certificate.Dispose();
    }

    private static X509Certificate2 MakeCertificate()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new("CN=istiod", key, HashAlgorithmName.SHA256);
        return request.CreateSelfSigned(DateTimeOffset.UnixEpoch.AddYears(50), DateTimeOffset.UnixEpoch.AddYears(100));
    }
}
