using System.Text;
using System.Text.Json.Nodes;
using Istiod.Config;
using Istiod.Controllers.Roots;
using Istiod.Controllers.Webhooks;
using Istiod.Diagnostics.Metrics;
using Istiod.Kubernetes;
using Istiod.Primitives;
using Istiod.Testing.ApiServer;
using Microsoft.Extensions.Logging.Abstractions;

namespace Istiod.Controllers.Tests;

/// <summary>What controllers make of a cluster.</summary>
public sealed class ClusterWritesTests
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Roots_AreInEveryNamespaceThatCounts_AndComeBack()
    {
        await using TestApiServer server = await TestApiServer.StartAsync();
        await server.ApplyYamlAsync("{apiVersion: v1, kind: Namespace, metadata: {name: shop}}\n---\n{apiVersion: v1, kind: Namespace, metadata: {name: hidden}}");
        await server.ApplyYamlAsync("{apiVersion: v1, kind: ConfigMap, metadata: {name: istio-ca-root-cert, namespace: shop}, data: {other: stays, root-cert.pem: old}}");
        using ClusterConnection connection = Connect(server);
        await using InformerSet set = new(connection, new InformerSetOptions(new ClusterId("c"), NullLogger.Instance), TimeProvider.System);
        string roots = "one";
        RootCertDistributor controller = new(
            new ObjectWriter(connection, TimeProvider.System),
            set.Add(new InformerSpec(KindCatalog.Namespace)),
            ns => ns != "hidden",
            [
                new RootConfigMap(
                    "istio-ca-root-cert",
                    "root-cert.pem",
                    () => roots,
                    set.Add(new InformerSpec(KindCatalog.ConfigMap) { FieldSelector = "metadata.name=istio-ca-root-cert" })),
            ],
            TimeProvider.System,
            NullLogger.Instance);
        set.Start();
        await set.WaitForSyncAsync(CancellationToken.None).WaitAsync(s_limit);
        using CancellationTokenSource stop = new();
        Task running = controller.RunAsync(stop.Token);

        await WaitAsync(() => All("one"));
        Assert.Null(Map("hidden"));
        Assert.Null(Map("kube-public"));
        Assert.Equal("stays", ObjectWriter.TextOf(Map("shop")?["data"] as JsonObject, "other"));
        Assert.Equal("true", ObjectWriter.TextOf(Map("default")?["metadata"]?["labels"] as JsonObject, "istio.io/config"));

        await server.DeleteAsync("v1", "ConfigMap", "default", "istio-ca-root-cert");
        await WaitAsync(() => All("one"));
        roots = "two";
        controller.LookAtAll();
        await WaitAsync(() => All("two"));

        await stop.CancelAsync();
        await running;

        JsonObject? Map(string ns) => server.Get("v1", "ConfigMap", ns, "istio-ca-root-cert");
        bool All(string expected) => new[] { "default", "kube-system", "shop" }.All(
            ns => ObjectWriter.TextOf(Map(ns)?["data"] as JsonObject, "root-cert.pem") == expected);
    }

    [Fact]
    public async Task InjectionWebhooks_OfOurRevision_GetTheBundle()
    {
        await using TestApiServer server = await TestApiServer.StartAsync();
        foreach ((string name, string label) in new[] { ("ours", "labels: {istio.io/rev: default}, "), ("other", "labels: {istio.io/rev: canary}, "), ("foreign", "") })
        {
            await server.ApplyYamlAsync($$"""
                apiVersion: admissionregistration.k8s.io/v1
                kind: MutatingWebhookConfiguration
                metadata: { {{label}}name: {{name}} }
                webhooks:
                - {name: rev.namespace.sidecar-injector.istio.io, clientConfig: {url: "https://x.example/inject"}, sideEffects: None, admissionReviewVersions: [v1], failurePolicy: Fail}
                - {name: of.somebody.else, clientConfig: {url: "https://x.example/", caBundle: b2xk}, sideEffects: None, admissionReviewVersions: [v1], failurePolicy: Fail}
                """);
        }

        using ClusterConnection connection = Connect(server);
        await using InformerSet set = new(connection, new InformerSetOptions(new ClusterId("c"), NullLogger.Instance), TimeProvider.System);
        MetricRegistry registry = new();
        MutatingWebhookPatcher patcher = new(
            new ObjectWriter(connection, TimeProvider.System),
            set.Add(new InformerSpec(KindCatalog.MutatingWebhookConfiguration)),
            "default",
            () => "roots",
            new WebhookMetrics(registry),
            TimeProvider.System,
            NullLogger.Instance);
        set.Start();
        await set.WaitForSyncAsync(CancellationToken.None).WaitAsync(s_limit);
        using CancellationTokenSource stop = new();
        Task running = patcher.RunAsync(stop.Token);
        string wanted = Convert.ToBase64String(Encoding.UTF8.GetBytes("roots"));

        await WaitAsync(() => Bundle("ours", 0) == wanted);
        Assert.Equal("b2xk", Bundle("ours", 1));
        Assert.Equal("", Bundle("other", 0));
        Assert.Equal("", Bundle("foreign", 0));
        await stop.CancelAsync();
        await running;

        string Bundle(string name, int index) => ObjectWriter.TextOf(
            server.Get("admissionregistration.k8s.io/v1", "MutatingWebhookConfiguration", "", name)?["webhooks"]?[index]?["clientConfig"] as JsonObject, "caBundle");
    }

    private static ClusterConnection Connect(TestApiServer server) => new(
        new ClusterConfig { Server = server.Address, Authorities = Credential.Of(Encoding.UTF8.GetBytes(server.Authority.RootPem)) },
        new ClusterConnectionOptions(),
        TimeProvider.System);

    /// <summary>Waits until the cluster is as it should be.</summary>
    private static async Task WaitAsync(Func<bool> isSo)
    {
        using PeriodicTimer timer = new(TimeSpan.FromMilliseconds(20));
        using CancellationTokenSource limit = new(s_limit);
        while (!isSo())
        {
            await timer.WaitForNextTickAsync(limit.Token);
        }
    }
}
