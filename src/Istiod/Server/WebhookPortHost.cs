using System.Net.Security;
using Istiod.Diagnostics.Metrics;
using Istiod.Kubernetes;
using Istiod.Webhooks.Admission;
using Istiod.Webhooks.Validation;

namespace Istiod.Server;

/// <summary>The webhooks of this control plane: injection if there are templates, validation if there is a cluster.</summary>
/// <remarks>istiod: pilot/pkg/bootstrap/webhook.go, sidecarinjector.go, configvalidation.go. Without an address of their own they are on the HTTP port.</remarks>
internal sealed class WebhookPortHost : IDisposable
{
    private readonly WebhookPortPages _pages = new(TimeProvider.System);

    private WebhookPortHost()
    {
    }

    /// <summary>The injector; null if there is no injection.</summary>
    public WebhookPortInjector? Injector { get; private set; }

    /// <summary>Texts of the injection templates by name, for <c>/debug/inject</c>; null if there is no injection.</summary>
    public IReadOnlyDictionary<string, string>? TemplateTexts => Injector?.Injector.Settings?.Config.Texts;

    /// <summary>Sets the webhooks up.</summary>
    /// <param name="cluster">Watches of the own cluster; <c>null</c> if there is none.</param>
    /// <param name="ready">Answers <c>/ready</c>.</param>
    /// <exception cref="IOException">The injector's configuration is wrong.</exception>
    public static async Task<WebhookPortHost> StartAsync(
        HostInputs inputs, MeshRuntime mesh, InformerSet? cluster, MetricRegistry metrics, ILogger log, RequestDelegate ready, CancellationToken cancel)
    {
        WebhookPortHost host = new();
        host._pages.Add("/ready", ready);
        host.Injector = await WebhookPortInjector.StartAsync(inputs, mesh, cluster, metrics, log, TimeProvider.System, cancel);
        if (host.Injector?.Handler is { } inject)
        {
            host._pages.Add(InjectHandler.Owns, inject.Handle, inject.Refuse);
        }

        if (cluster is not null)
        {
            ValidateHandler validate = new(new ValidationMetrics(metrics), mesh.Settings.Features.EnableAlphaGatewayApi);
            host._pages.Add(ValidateHandler.Owns, validate.Handle, ValidateHandler.Refuse);
        }

        return host;
    }

    /// <summary>Opens the port.</summary>
    /// <param name="tls">Settings of a handshake that begins now.</param>
    /// <exception cref="IOException">The port is taken.</exception>
    public Task<HttpPort> OpenAsync(
        string address, Func<IReadOnlyList<SslApplicationProtocol>, SslServerAuthenticationOptions>? tls, ILoggerFactory log, TimeProvider time) =>
        WebhookPort.OpenAsync(address, tls, _pages.HandleAsync, log, time);

    /// <summary>Serves a request of the HTTP port that is a webhook's; false leaves it.</summary>
    public bool TryHandle(HttpContext context, out Task done)
    {
        done = Task.CompletedTask;
        if (!_pages.Owns(WebhookPortPath.Of(context)))
        {
            return false;
        }

        done = _pages.HandleAsync(context);
        return true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Injector?.Dispose();
        _pages.Dispose();
    }
}
