using System.Text.Json;
using Istiod.Config;
using Istiod.Debug.Shapes;
using Istiod.Diagnostics;

namespace Istiod.Debug.MeshPages;

/// <summary><c>/debug/resourcesz</c>: the kinds of the config store.</summary>
/// <remarks>istiod: pilot/pkg/xds/debug.go:resourcez.</remarks>
internal sealed class ResourcesEndpoint : IDebugEndpoint
{
    /// <inheritdoc/>
    public string Path => "/debug/resourcesz";

    /// <inheritdoc/>
    public string Help => "Debug support for watched resources";

    /// <inheritdoc/>
    public ValueTask WriteAsync(DebugRequest request, DebugWriter writer)
    {
        Utf8JsonWriter json = writer.Json();
        json.WriteStartArray();
        foreach (KindDescriptor kind in ObjectList.Kinds)
        {
            ObjectShape.WriteKind(json, kind);
        }

        json.WriteEndArray();
        return ValueTask.CompletedTask;
    }
}
