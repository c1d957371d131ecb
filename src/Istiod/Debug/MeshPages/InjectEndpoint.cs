using System.Text.Json;
using Istiod.Diagnostics;

namespace Istiod.Debug.MeshPages;

/// <summary><c>/debug/inject</c>: the injection templates by name; 404 without the webhook.</summary>
/// <remarks>istiod: pilot/pkg/xds/debug.go:injectTemplateHandler.</remarks>
internal sealed class InjectEndpoint(DebugContext context) : IDebugEndpoint
{
    /// <inheritdoc/>
    public string Path => "/debug/inject";

    /// <inheritdoc/>
    public string Help => "Active inject template";

    /// <inheritdoc/>
    public ValueTask WriteAsync(DebugRequest request, DebugWriter writer)
    {
        if (context.Templates() is not { } templates)
        {
            writer.Empty(404);
            return ValueTask.CompletedTask;
        }

        Utf8JsonWriter json = writer.Json();
        json.WriteStartObject();
        foreach ((string name, string text) in templates.OrderBy(static t => t.Key, StringComparer.Ordinal))
        {
            json.WriteString(name, text);
        }

        json.WriteEndObject();
        return writer.FlushAsync();
    }
}
