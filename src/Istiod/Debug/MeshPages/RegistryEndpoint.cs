using System.Text.Json;
using Istiod.Debug.Shapes;
using Istiod.Diagnostics;
using Istiod.Incremental;
using Istiod.Model;

namespace Istiod.Debug.MeshPages;

/// <summary><c>/debug/registryz</c>: services, those of Kubernetes before those of ServiceEntries.</summary>
/// <remarks>istiod: pilot/pkg/xds/debug.go:registryz; serviceregistry/aggregate/controller.go:Services.</remarks>
internal sealed class RegistryEndpoint(DebugContext context) : IDebugEndpoint
{
    /// <inheritdoc/>
    public string Path => "/debug/registryz";

    /// <inheritdoc/>
    public string Help => "Debug support for registry";

    /// <inheritdoc/>
    public async ValueTask WriteAsync(DebugRequest request, DebugWriter writer)
    {
        Utf8JsonWriter json = writer.Json();
        Revision revision = context.Pipeline.Graph.Current;
        KeyValuePair<ServiceKey, MeshService>[] services = revision.All(context.Pipeline.Model.Services).ToArray();
        json.WriteStartArray();
        foreach (ServiceRegistry registry in (ServiceRegistry[])[ServiceRegistry.Kubernetes, ServiceRegistry.External])
        {
            foreach ((_, MeshService service) in services)
            {
                WriteParts(json, revision, service, registry);
                await writer.FlushAsync();
            }
        }

        json.WriteEndArray();
    }

    private void WriteParts(Utf8JsonWriter json, Revision revision, MeshService service, ServiceRegistry registry)
    {
        ServiceShape shape = new(json, context.Pipeline, revision);
        foreach (MeshService part in ServiceShape.PartsOf(service))
        {
            if (part.Registry == registry)
            {
                shape.Write(part);
            }
        }
    }
}
