using Istiod.Diagnostics;

namespace Istiod.Debug.MeshPages;

/// <summary><c>/debug/mcsz</c>: services of the multi-cluster API; <c>null</c>, as with the reference while its discovery is off.</summary>
/// <remarks>istiod: pilot/pkg/xds/debug.go:mcsz. That API is not read here yet.</remarks>
internal sealed class ExportedServicesEndpoint : IDebugEndpoint
{
    /// <inheritdoc/>
    public string Path => "/debug/mcsz";

    /// <inheritdoc/>
    public string Help => "List information about Kubernetes MCS services";

    /// <inheritdoc/>
    public ValueTask WriteAsync(DebugRequest request, DebugWriter writer)
    {
        writer.Json().WriteNullValue();
        return ValueTask.CompletedTask;
    }
}
