using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Grpc.Core;
using Grpc.Net.Client;
using Istiod.Diagnostics.Metrics;
using Istiod.Grpc;
using Istiod.Primitives;
using Istiod.Protobuf;
using Istiod.Protos.Istio.V1.Auth;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Istiod.Security.Tests.Service;

/// <summary>Port 15012 as the host builds it, on a free port: TLS, authenticators, certificate service, and a method that says who calls.</summary>
internal sealed class SecureServer : IAsyncDisposable
{
    // stands for both: streams of configuration and of secrets are let in or not before either has read a word
    private const string Discovery = "/envoy.service.discovery.v3.AggregatedDiscoveryService/";
    private static readonly SslApplicationProtocol[] Http2 = [SslApplicationProtocol.Http2];
    private static readonly Marshaller<byte[]> Raw = Marshallers.Create(static b => b, static b => b);
    private readonly KestrelServer _server;
    private readonly AuthorityServing _serving;
    private readonly int _port;

    private SecureServer(KestrelServer server, AuthorityServing serving, int port)
    {
        _server = server;
        _serving = serving;
        _port = port;
    }

    public required CertificateAuthority Authority { get; init; }

    public required TrustBundle Trust { get; init; }

    public required ServingCertificate Certificate { get; init; }

    public required MetricRegistry Metrics { get; init; }

    public static async Task<SecureServer> StartAsync(
        CertificateAuthority authority, IReadOnlyList<IAuthenticator> authenticators, NodeAuthorizer? nodes = null, TlsLimits? limits = null, bool asks = true)
    {
        TrustBundle trust = new();
        ServingCertificate certificate = new();
        AuthorityServing serving = new(authority, certificate, trust, ["istiod.istio-system.svc"], TimeProvider.System, NullLogger.Instance);
        serving.Start();
        trust.Changed += certificate.ForgetSessions;
        ServerTls tls = new(certificate, trust, new TrustDomain("cluster.local"), limits ?? TlsLimits.Usual, TimeProvider.System, NullLogger.Instance);
        MetricRegistry metrics = new();
        CsrService csr = new(authority, nodes, new CsrMetrics(metrics), NullLogger.Instance);
        GrpcMethod who = GrpcMethod.Unary<Struct, Struct>("/test.Who/AmI", static (_, stream) =>
        {
            Struct answer = new();
            answer.Fields["id"] = Value.For(string.Join('|', stream.Identity?.Identities ?? []));
            answer.Fields["by"] = Value.For(stream.Identity?.Method ?? "");
            return ValueTask.FromResult(answer);
        });
        GrpcServerSettings settings = new();
        GrpcMethod[] discovery =
        [
            GrpcMethod.Unary<Struct, Struct>(Discovery + "StreamAggregatedResources", static (request, _) => ValueTask.FromResult(request)),
            GrpcMethod.Unary<Struct, Struct>(Discovery + "DeltaAggregatedResources", static (request, _) => ValueTask.FromResult(request)),
        ];
        GrpcDispatcher dispatcher = new([csr.Method, who, .. discovery], settings, TimeProvider.System);
        AuthenticatorChain chain = new(authenticators, TimeProvider.System, NullLogger.Instance) { IsOn = asks };
        KestrelServerOptions options = new();
        GrpcKestrel.Apply(options, settings);
        options.Listen(IPAddress.Loopback, 0, listen =>
        {
            GrpcKestrel.Apply(listen, null);
            TlsConnections.Use(listen, () => tls.Options(Http2), TimeProvider.System);
        });
        KestrelServer server = new(
            Options.Create(options), new SocketTransportFactory(Options.Create(new SocketTransportOptions()), NullLoggerFactory.Instance), NullLoggerFactory.Instance);
        await server.StartAsync(new Application(context => dispatcher.HandleAsync(context, chain)), CancellationToken.None);
        int port = new Uri(server.Features.Get<IServerAddressesFeature>()!.Addresses.First()).Port;
        return new SecureServer(server, serving, port) { Authority = authority, Trust = trust, Certificate = certificate, Metrics = metrics };
    }

    /// <summary>A channel that trusts roots of the server's CA, and shows a certificate if it has one.</summary>
    public GrpcChannel Connect(X509Certificate2? client = null, string? rootsPem = null, string? chainPem = null, Action<SslClientAuthenticationOptions>? more = null)
    {
        X509Certificate2Collection roots = [];
        roots.ImportFromPem(rootsPem ?? Trust.Current.RootsPem);
        SslClientAuthenticationOptions tls = new()
        {
            CertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
            },
        };
        tls.CertificateChainPolicy.CustomTrustStore.AddRange(roots);
        if (client is not null)
        {
            X509Certificate2Collection chain = [];
            chain.ImportFromPem(Authority.Bundle.ChainPem.Length > 0 && chainPem is null ? Authority.Bundle.ChainPem : chainPem ?? "");
            tls.ClientCertificateContext = SslStreamCertificateContext.Create(client, chain, offline: true);
        }

        more?.Invoke(tls);
        SocketsHttpHandler handler = new()
        {
            SslOptions = tls,
            ConnectCallback = async (_, cancellation) =>
            {
                System.Net.Sockets.Socket socket = new(System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Tcp) { NoDelay = true };
                await socket.ConnectAsync(IPAddress.Loopback, _port, cancellation);
                return new System.Net.Sockets.NetworkStream(socket, ownsSocket: true);
            },
        };
        return GrpcChannel.ForAddress($"https://istiod.istio-system.svc:{_port}", new GrpcChannelOptions { HttpHandler = handler, DisposeHttpClient = true });
    }

    public static async Task<(string Id, string By)> WhoAsync(GrpcChannel channel, Metadata? headers = null)
    {
        Struct answer = Struct.Parse(await CallAsync(channel, "test.Who", "AmI", [], headers));
        return (answer.Fields["id"].StringValue, answer.Fields["by"].StringValue);
    }

    public static Task DiscoverAsync(GrpcChannel channel, bool isDelta, Metadata? headers = null) => CallAsync(
        channel, Discovery.Trim('/'), isDelta ? "DeltaAggregatedResources" : "StreamAggregatedResources", [], headers);

    public static async Task<IReadOnlyList<string>> CreateCertificateAsync(
        GrpcChannel channel, string csr, long seconds = 0, Metadata? headers = null, params (string Key, string Value)[] metadata)
    {
        IstioCertificateRequest request = new() { Csr = csr, ValidityDuration = seconds };
        if (metadata.Length > 0)
        {
            request.Metadata = new Struct();
            foreach ((string key, string value) in metadata)
            {
                request.Metadata.Fields[key] = Value.For(value);
            }
        }

        byte[] answer = await CallAsync(channel, "istio.v1.auth.IstioCertificateService", "CreateCertificate", request.ToByteArray(), headers);
        return IstioCertificateResponse.Parse(answer).CertChain;
    }

    public static X509Certificate2 ClientCertificate(CertificateAuthority authority, string identity = TestPki.Identity)
    {
        using System.Security.Cryptography.ECDsa key = System.Security.Cryptography.ECDsa.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP256);
        IReadOnlyList<string> answer = authority.Issue(new IssueOrder(TestPki.Request(key), [identity], TimeSpan.FromHours(1), ""));
        return X509Certificate2.CreateFromPem(answer[0], key.ExportPkcs8PrivateKeyPem());
    }

    public async ValueTask DisposeAsync()
    {
        using CancellationTokenSource now = new(TimeSpan.FromMilliseconds(100));
        await _server.StopAsync(now.Token);
        _server.Dispose();
        _serving.Dispose();
    }

    private static async Task<byte[]> CallAsync(GrpcChannel channel, string service, string method, byte[] request, Metadata? headers)
    {
        Method<byte[], byte[]> named = new(MethodType.Unary, service, method, Raw, Raw);
        CallOptions options = new(headers, DateTime.UtcNow.AddSeconds(30));
        return await channel.CreateCallInvoker().AsyncUnaryCall(named, null, options, request);
    }

    private sealed class Application(RequestDelegate handler) : IHttpApplication<HttpContext>
    {
        public HttpContext CreateContext(IFeatureCollection contextFeatures) => new DefaultHttpContext(contextFeatures);

        public Task ProcessRequestAsync(HttpContext context) => handler(context);

        public void DisposeContext(HttpContext context, Exception? exception)
        {
        }
    }
}
