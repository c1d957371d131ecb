using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Grpc.Core;
using Grpc.Net.Client;
using Istiod.Golden.Clients;
using Istiod.Protobuf;
using Istiod.Protos.Istio.V1.Auth;
using Istiod.Resources;
using Istiod.Testing.ApiServer;

namespace Istiod.Pods;

/// <summary>A proxy's agent as the secure port sees it: trusts the stored root, has a token, later a certificate.</summary>
internal sealed class MeshClient : IDisposable
{
    private static readonly Method<IstioCertificateRequest, IstioCertificateResponse> s_create = new(
        MethodType.Unary,
        "istio.v1.auth.IstioCertificateService",
        "CreateCertificate",
        Marshallers.Create(static m => m.ToByteArray(), static b => IstioCertificateRequest.Parse(b)),
        Marshallers.Create(static m => m.ToByteArray(), static b => IstioCertificateResponse.Parse(b)));

    private readonly HttpMessageHandler _handler;
    private readonly X509Certificate2 _root;

    private MeshClient(SocketsHttpHandler sockets, X509Certificate2 root, X509Certificate2? certificate, string? token)
    {
        _root = root;
        X509ChainPolicy policy = new() { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.Add(root);
        sockets.SslOptions = new SslClientAuthenticationOptions
        {
            CertificateChainPolicy = policy,
            LocalCertificateSelectionCallback = (_, _, _, _, _) => certificate!, // none is a choice too
        };
        _handler = token is null ? sockets : new TokenHandler(sockets, token);

        // The name that is asked for is the service's, wherever it listens.
        Channel = GrpcChannel.ForAddress("https://istiod.istio-system.svc:15012", new GrpcChannelOptions { HttpHandler = _handler, MaxReceiveMessageSize = null });
    }

    /// <summary>The way to the port.</summary>
    public GrpcChannel Channel { get; }

    /// <summary>Connects with the root that the control plane stored.</summary>
    /// <param name="token">Sent with every call.</param>
    public static async Task<MeshClient> ConnectAsync(
        TestApiServer server, ControlPlane plane, X509Certificate2? certificate = null, string? token = null)
    {
        IPEndPoint place = IPEndPoint.Parse(await plane.SecureAddressAsync());
        string data = (string)server.Get("v1", "Secret", ChartCluster.Namespace, "istio-ca-secret")!["data"]!["ca-cert.pem"]!;
        X509Certificate2 root = X509Certificate2.CreateFromPem(Encoding.UTF8.GetString(Convert.FromBase64String(data)));
        return new MeshClient(Dialer.Handler(plane.NewSocket, place), root, certificate, token);
    }

    /// <summary>Asks for a certificate.</summary>
    /// <returns>The leaf with its key, ready for handshakes.</returns>
    /// <exception cref="RpcException">It is refused.</exception>
    public async Task<X509Certificate2> CreateCertificateAsync(string token)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        string csr = new CertificateRequest("", key, HashAlgorithmName.SHA256).CreateSigningRequestPem();
        Metadata headers = new() { { "authorization", "Bearer " + token }, { "clusterid", "Kubernetes" } };
        using AsyncUnaryCall<IstioCertificateResponse> call = Channel.CreateCallInvoker().AsyncUnaryCall(
            s_create, null, new CallOptions(headers), new IstioCertificateRequest { Csr = csr, ValidityDuration = 3600 });
        IstioCertificateResponse response = await call.ResponseAsync;
        using X509Certificate2 leaf = X509Certificate2.CreateFromPem(response.CertChain[0]);
        using X509Chain chain = new();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.CustomTrustStore.Add(_root);
        if (!chain.Build(leaf))
        {
            throw new CryptographicException(string.Join(", ", chain.ChainStatus.Select(s => s.StatusInformation)));
        }

        using X509Certificate2 pair = leaf.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(pair.Export(X509ContentType.Pkcs12), null);
    }

    /// <summary>Opens a stream of one proxy.</summary>
    public StreamClient Stream(string ns, string account, bool isDelta) => new(
        Channel,
        new ProxyNode(
            $"sidecar~10.9.9.9~{account}-1.{ns}~{ns}.svc.cluster.local",
            account,
            new Struct
            {
                Fields =
                {
                    ["NAMESPACE"] = Value.For(ns),
                    ["SERVICE_ACCOUNT"] = Value.For(account),
                    ["CLUSTER_ID"] = Value.For("Kubernetes"),
                },
            },
            "",
            "",
            ""),
        isDelta,
        TimeSpan.FromSeconds(20));

    public void Dispose()
    {
        Channel.Dispose();
        _handler.Dispose();
        _root.Dispose();
    }

    private sealed class TokenHandler(HttpMessageHandler inner, string token) : DelegatingHandler(inner)
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
            request.Headers.TryAddWithoutValidation("clusterid", "Kubernetes");
            return base.SendAsync(request, cancellationToken);
        }
    }
}
