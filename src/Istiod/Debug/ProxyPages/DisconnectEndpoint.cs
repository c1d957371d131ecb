using Istiod.Diagnostics;
using Istiod.Xds;

namespace Istiod.Debug.ProxyPages;

/// <summary><c>/debug/force_disconnect?proxyID=</c>: ends a proxy's stream. Only with <c>UNSAFE_ENABLE_ADMIN_ENDPOINTS</c>.</summary>
/// <remarks>istiod: pilot/pkg/xds/debug.go:forceDisconnect.</remarks>
internal sealed class DisconnectEndpoint(DebugContext context) : IDebugEndpoint
{
    /// <inheritdoc/>
    public string Path => "/debug/force_disconnect";

    /// <inheritdoc/>
    public string Help => "Disconnects a proxy from this Pilot";

    /// <inheritdoc/>
    public bool HasEffect(DebugRequest request) => true;

    /// <inheritdoc/>
    public ValueTask WriteAsync(DebugRequest request, DebugWriter writer)
    {
        if (ProxyFinder.TryFind(context, request, writer, out XdsConnection? connection))
        {
            connection.Close();
            writer.Text("OK");
        }

        return ValueTask.CompletedTask;
    }
}
