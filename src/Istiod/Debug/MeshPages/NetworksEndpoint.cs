using Istiod.Debug.Shapes;
using Istiod.Diagnostics;
using Istiod.Model;

namespace Istiod.Debug.MeshPages;

/// <summary><c>/debug/networkz</c>: the gateways between networks.</summary>
/// <remarks>istiod: pilot/pkg/xds/debug.go:networkz.</remarks>
internal sealed class NetworksEndpoint(DebugContext context) : IDebugEndpoint
{
    /// <inheritdoc/>
    public string Path => "/debug/networkz";

    /// <inheritdoc/>
    public string Help => "List cross-network gateways";

    /// <inheritdoc/>
    public ValueTask WriteAsync(DebugRequest request, DebugWriter writer)
    {
        NetworkShape.Write(writer.Json(), TableOf(context).Resolved.All);
        return ValueTask.CompletedTask;
    }

    /// <summary>The gateways of the current revision.</summary>
    public static NetworkTable TableOf(DebugContext context) =>
        context.Pipeline.Graph.Current.TryGet(context.Pipeline.Model.Networks, out NetworkTable? table) ? table : NetworkTable.None;
}
