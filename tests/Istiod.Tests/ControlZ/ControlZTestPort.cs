using Istiod.ControlZ;
using Istiod.Diagnostics.Logging;
using Istiod.Server;

namespace Istiod.Tests.ControlZ;

/// <summary>ControlZ on a free port of loopback, with a client that follows no redirects.</summary>
internal sealed class ControlZTestPort : IAsyncDisposable
{
    private readonly HttpPort _port;
    private int _exits;

    private ControlZTestPort(HttpPort port, LogSystem log)
    {
        _port = port;
        Log = log;
#pragma warning disable CA2000 // the client disposes its handler
        Client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri($"http://{port.EndPoint}") };
#pragma warning restore CA2000
    }

    public LogSystem Log { get; }

    public HttpClient Client { get; }

    /// <summary>How often the process was to end.</summary>
    public int Exits => Volatile.Read(ref _exits);

    public static async Task<ControlZTestPort> OpenAsync(TimeProvider? time = null)
    {
        LogSystem log = new();
        log.WriteTo(Stream.Null, asJson: false);
        ControlZTestPort? opened = null;
        ControlZPages pages = ControlZServer.Pages(
            new EffectGuard("istiod.istio-system.svc"), log, time ?? TimeProvider.System, () => Interlocked.Increment(ref opened!._exits));
        opened = new ControlZTestPort(await ControlZServer.OpenAsync("127.0.0.1:0", pages, log), log);
        return opened;
    }

    public async Task<HttpResponseMessage> SendAsync(string method, string path, string? body = null, params (string Name, string Value)[] headers)
    {
        using HttpRequestMessage request = new(new HttpMethod(method), new Uri(path, UriKind.Relative));
        request.Content = body is null ? null : new StringContent(body);
        foreach ((string name, string value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await Client.SendAsync(request);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _port.DisposeAsync();
        Log.Dispose();
    }
}
