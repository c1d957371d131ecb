using System.Text.Json;
using Istiod.Debug.Shapes;
using Istiod.Diagnostics;
using Istiod.Model;

namespace Istiod.Debug.MeshPages;

/// <summary><c>/debug/mesh</c>: the mesh config with its defaults.</summary>
internal sealed class MeshEndpoint(DebugContext context) : IDebugEndpoint
{
    /// <inheritdoc/>
    public string Path => "/debug/mesh";

    /// <inheritdoc/>
    public string Help => "Active mesh config";

    /// <inheritdoc/>
    public ValueTask WriteAsync(DebugRequest request, DebugWriter writer)
    {
        Utf8JsonWriter json = writer.Json();
        if (context.TryGetSettings(out MeshSettings? settings))
        {
            json.WriteMessage(settings.Mesh);
        }
        else
        {
            json.WriteNullValue();
        }

        return ValueTask.CompletedTask;
    }
}
