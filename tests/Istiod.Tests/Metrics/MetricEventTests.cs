using System.Buffers;
using System.Globalization;
using System.Text;
using Grpc.Core;
using Grpc.Net.Client;
using Istiod.Diagnostics.Metrics;
using Istiod.Grpc;
using Istiod.Protobuf;
using Istiod.Protos.Envoy.Config.Core.V3;
using Istiod.Protos.Envoy.Service.Discovery.V3;
using Istiod.Protos.Istio.V1.Auth;
using Istiod.Resources;
using Istiod.Security;
using Istiod.Server;
using Istiod.Testing.Xds;
using Istiod.Xds;
using Microsoft.Extensions.Logging.Abstractions;
using CallMetadata = Grpc.Core.Metadata;

namespace Istiod.Tests.Metrics;

/// <summary>Real calls over a real port, and what they leave in the text.</summary>
public sealed class MetricEventTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);
    private static readonly Marshaller<byte[]> s_raw = Marshallers.Create(static b => b, static b => b);

    [Fact]
    public async Task Stream_AnsweredPushedRejectedAndBroken_IsRecorded()
    {
        MetricRegistry registry = new();
        HostXdsMetrics metrics = new(registry);
        ScriptedViews views = new();
        views.Set((XdsType.Cluster, views.View(("a", "1"))));
        using XdsServer server = new(views, new XdsSettings(), TimeProvider.System, metrics);
        await using HttpPort port = await OpenAsync(server.Methods);
        using GrpcChannel channel = GrpcChannel.ForAddress($"http://{port.EndPoint}");
        using AsyncDuplexStreamingCall<byte[], byte[]> call = channel.CreateCallInvoker().AsyncDuplexStreamingCall(
            new Method<byte[], byte[]>(
                MethodType.DuplexStreaming, "envoy.service.discovery.v3.AggregatedDiscoveryService", "DeltaAggregatedResources", s_raw, s_raw),
            null,
            default);

        await SendAsync(call, new DeltaDiscoveryRequest { TypeUrl = XdsType.Cluster.TypeUrl, Node = new Node { Id = "sidecar~10.0.0.1~web-1.default~default.svc.cluster.local" } });
        DeltaDiscoveryResponse first = await ReadAsync(call);
        await SendAsync(call, new DeltaDiscoveryRequest { TypeUrl = XdsType.Cluster.TypeUrl, ResponseNonce = first.Nonce });
        string answered = TextOf(registry);
        Assert.Equal(1, ValueOf(answered, "pilot_xds_pushes{type=\"cds\"}"));
        Assert.Equal(1, ValueOf(answered, "pilot_xds_push_time_count{type=\"cds\"}"));
        Assert.Equal(1, ValueOf(answered, "pilot_xds_config_size_bytes_count{type=\"type.googleapis.com/envoy.config.cluster.v3.Cluster\"}"));
        Assert.Equal(1, ValueOf(answered, "pilot_xds{version=\"\"}"));
        Assert.True(ValueOf(answered, "pilot_xds_recv_max") > 50);
        Assert.DoesNotContain("pilot_proxy_convergence_time", answered, StringComparison.Ordinal); // no turn yet

        server.TurnBegins();
        views.Set((XdsType.Cluster, views.View(("a", "2"))));
        DeltaDiscoveryResponse second = await ReadAsync(call);
        await SendAsync(call, new DeltaDiscoveryRequest { TypeUrl = XdsType.Cluster.TypeUrl, ResponseNonce = "stale" });
        await SendAsync(call, new DeltaDiscoveryRequest
        {
            TypeUrl = XdsType.Cluster.TypeUrl, ResponseNonce = second.Nonce, ErrorDetail = new Protos.Google.Rpc.Status { Code = 13, Message = "no" },
        });

        // the next answer comes behind all of that
        views.Set((XdsType.Listener, views.View(("l", "1"))));
        await SendAsync(call, new DeltaDiscoveryRequest { TypeUrl = XdsType.Listener.TypeUrl });
        await ReadAsync(call);
        string pushed = TextOf(registry);
        Assert.True(ValueOf(pushed, "pilot_proxy_queue_time_count") >= 1);
        Assert.True(ValueOf(pushed, "pilot_proxy_convergence_time_count") >= 1);
        Assert.True(ValueOf(pushed, "pilot_proxy_convergence_time_sum") < 60);
        Assert.True(ValueOf(pushed, "pilot_xds_send_time_count") >= 2);
        Assert.Equal(1, ValueOf(pushed, "pilot_xds_expired_nonce{type=\"cds\"}"));
        Assert.Equal(1, ValueOf(pushed, "pilot_total_xds_rejects{type=\"cds\"}"));
        Assert.Equal(1, ValueOf(pushed, "pilot_xds_cds_reject{err=\"Internal\",node=\"sidecar~10.0.0.1~web-1.default~default.svc.cluster.local\"}"));

        await call.RequestStream.WriteAsync([0xff, 0xff, 0xff]).WaitAsync(s_patience); // no message
        await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext(CancellationToken.None).WaitAsync(s_patience));
        Assert.Equal(1, ValueOf(TextOf(registry), "pilot_total_xds_internal_errors"));
    }

    [Fact]
    public async Task UnaryCalls_AreCountedByCode()
    {
        MetricRegistry registry = new();
        CsrService service = new(new Issuer(), null, new CsrMetrics(registry), NullLogger.Instance);
        GrpcMethod counted = new GrpcCallMetrics(registry, TimeProvider.System).Count(service.Method);
        await using HttpPort port = await OpenAsync([counted]);
        using GrpcChannel channel = GrpcChannel.ForAddress($"http://{port.EndPoint}");
        Method<byte[], byte[]> method = new(MethodType.Unary, "istio.v1.auth.IstioCertificateService", "CreateCertificate", s_raw, s_raw);
        byte[] request = new IstioCertificateRequest { Csr = "x" }.ToByteArray();
        CallOptions known = new(new CallMetadata { { "authorization", "known" } });
        await channel.CreateCallInvoker().AsyncUnaryCall(method, null, known, request).ResponseAsync.WaitAsync(s_patience);
        await Assert.ThrowsAsync<RpcException>(
            () => channel.CreateCallInvoker().AsyncUnaryCall(method, null, new CallOptions(new CallMetadata { { "authorization", "bad" } }), request).ResponseAsync.WaitAsync(s_patience));
        await Assert.ThrowsAsync<RpcException>(() => channel.CreateCallInvoker().AsyncUnaryCall(method, null, default, request).ResponseAsync.WaitAsync(s_patience));

        string text = TextOf(registry);
        const string Labels = "grpc_method=\"CreateCertificate\",grpc_service=\"istio.v1.auth.IstioCertificateService\",grpc_type=\"unary\"";
        Assert.Equal(3, ValueOf(text, $"grpc_server_started_total{{{Labels}}}"));
        Assert.Equal(3, ValueOf(text, $"grpc_server_msg_received_total{{{Labels}}}"));
        Assert.Equal(1, ValueOf(text, $"grpc_server_msg_sent_total{{{Labels}}}"));
        Assert.Equal(1, ValueOf(text, $"grpc_server_handled_total{{grpc_code=\"OK\",{Labels}}}"));
        Assert.Equal(2, ValueOf(text, $"grpc_server_handled_total{{grpc_code=\"Unauthenticated\",{Labels}}}"));
        Assert.Equal(3, ValueOf(text, $"grpc_server_handling_seconds_count{{{Labels}}}"));
        Assert.Equal(3, ValueOf(text, "citadel_server_csr_count"));
        Assert.Equal(2, ValueOf(text, "citadel_server_authentication_failure_count"));
        Assert.Equal(1, ValueOf(text, "citadel_server_success_cert_issuance_count"));
    }

    private static Task<HttpPort> OpenAsync(IEnumerable<GrpcMethod> methods)
    {
        GrpcServerSettings settings = new();
        GrpcDispatcher dispatcher = new(methods, settings, TimeProvider.System);
        Authenticator authenticator = new();
        return HttpPort.OpenAsync(
            "127.0.0.1:0",
            options => GrpcKestrel.Apply(options, settings),
            listen => GrpcKestrel.Apply(listen, null),
            context => dispatcher.HandleAsync(context, authenticator),
            NullLoggerFactory.Instance);
    }

    private static Task SendAsync(AsyncDuplexStreamingCall<byte[], byte[]> call, DeltaDiscoveryRequest request) =>
        call.RequestStream.WriteAsync(request.ToByteArray()).WaitAsync(s_patience);

    private static async Task<DeltaDiscoveryResponse> ReadAsync(AsyncDuplexStreamingCall<byte[], byte[]> call)
    {
        Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None).WaitAsync(s_patience));
        return DeltaDiscoveryResponse.Parse(call.ResponseStream.Current);
    }

    private static double ValueOf(string text, string series)
    {
        string? line = text.Split('\n').FirstOrDefault(l => l.StartsWith(series + " ", StringComparison.Ordinal));
        return line is null ? -1 : double.Parse(line[(series.Length + 1)..], CultureInfo.InvariantCulture);
    }

    private static string TextOf(MetricRegistry registry)
    {
        ArrayBufferWriter<byte> text = new();
        registry.WriteTo(text);
        return Encoding.UTF8.GetString(text.WrittenSpan);
    }

    private sealed class Issuer : ICertificateIssuer
    {
        public ValueTask<IReadOnlyList<string>> IssueAsync(IssueOrder order, CancellationToken cancellation) => ValueTask.FromResult<IReadOnlyList<string>>(["leaf"]);
    }

    private sealed class Authenticator : IPeerAuthenticator
    {
        public ValueTask<PeerIdentity?> AuthenticateAsync(Microsoft.AspNetCore.Http.HttpContext context, CancellationToken cancellation) =>
            context.Request.Headers.Authorization.ToString() switch
            {
                "known" => ValueTask.FromResult<PeerIdentity?>(new PeerIdentity(["spiffe://cluster.local/ns/a/sa/b"], "test")),
                "bad" => throw new GrpcException(GrpcStatusCode.Unauthenticated, "authentication failure"),
                _ => ValueTask.FromResult<PeerIdentity?>(null),
            };
    }
}
