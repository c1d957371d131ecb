using System.Text.Json;
using Istiod.Diagnostics;

namespace Istiod.Debug.MeshPages;

/// <summary><c>/debug/ambientz</c>: workloads, services and policies of ambient; <c>null</c> each, as with the reference while ambient is off.</summary>
/// <remarks>istiod: pilot/pkg/xds/debug.go:ambientz. There is no ambient index here yet, so it is always off.</remarks>
internal sealed class AmbientEndpoint : IDebugEndpoint
{
    /// <inheritdoc/>
    public string Path => "/debug/ambientz";

    /// <inheritdoc/>
    public string Help => "Debug support for ambient";

    /// <inheritdoc/>
    public ValueTask WriteAsync(DebugRequest request, DebugWriter writer)
    {
        Utf8JsonWriter json = writer.Json();
        json.WriteStartObject();
        json.WriteNull("workloads");
        json.WriteNull("services");
        json.WriteNull("policies");
        json.WriteEndObject();
        return ValueTask.CompletedTask;
    }
}
