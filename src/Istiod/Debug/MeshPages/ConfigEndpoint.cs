using System.Text.Json;
using Istiod.Config;
using Istiod.Debug.Shapes;
using Istiod.Diagnostics;
using Istiod.Incremental;

namespace Istiod.Debug.MeshPages;

/// <summary><c>/debug/configz</c>: the objects in use, Kubernetes-shaped.</summary>
/// <remarks>istiod: pilot/pkg/xds/debug.go:configz. Ingresses are listed as kinds only, as there.</remarks>
internal sealed class ConfigEndpoint(DebugContext context) : IDebugEndpoint
{
    /// <inheritdoc/>
    public string Path => "/debug/configz";

    /// <inheritdoc/>
    public string Help => "Debug support for config";

    /// <inheritdoc/>
    public async ValueTask WriteAsync(DebugRequest request, DebugWriter writer)
    {
        Utf8JsonWriter json = writer.Json();
        Revision revision = context.Pipeline.Graph.Current;
        json.WriteStartArray();
        foreach (KindDescriptor kind in ObjectList.Kinds)
        {
            if (kind == KindCatalog.Ingress)
            {
                continue;
            }

            foreach (ConfigObject item in ObjectList.Of(context.Pipeline, revision, kind))
            {
                ObjectShape.Write(json, item);
                await writer.FlushAsync();
            }
        }

        json.WriteEndArray();
    }
}
