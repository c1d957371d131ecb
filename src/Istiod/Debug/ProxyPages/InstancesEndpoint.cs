using System.Text.Json;
using Istiod.Debug.Shapes;
using Istiod.Diagnostics;
using Istiod.Incremental;
using Istiod.Model;
using Istiod.Xds;

namespace Istiod.Debug.ProxyPages;

/// <summary><c>/debug/instancesz</c>: the service ports that each proxy's workload serves.</summary>
/// <remarks>istiod: pilot/pkg/xds/debug.go:instancesz; pilot/pkg/model/service.go:ServiceTarget.</remarks>
internal sealed class InstancesEndpoint(DebugContext context) : IDebugEndpoint
{
    /// <inheritdoc/>
    public string Path => "/debug/instancesz";

    /// <inheritdoc/>
    public string Help => "Debug support for service instances";

    /// <inheritdoc/>
    public async ValueTask WriteAsync(DebugRequest request, DebugWriter writer)
    {
        SortedDictionary<string, ProxyIdentity> proxies = new(StringComparer.Ordinal);
        foreach (XdsConnection connection in ProxyFinder.All(context))
        {
            if (DebugContext.TryGetProxy(connection, out ProxyIdentity? proxy))
            {
                proxies[proxy.Id] = proxy;
            }
        }

        Utf8JsonWriter json = writer.Json();
        Revision revision = context.Pipeline.Graph.Current;
        json.WriteStartObject();
        foreach ((string id, ProxyIdentity proxy) in proxies)
        {
            json.WriteStartArray(id);
            foreach (ServiceTarget target in revision.Get(context.Pipeline.Model.Workloads, proxy).Targets.Span.ToArray())
            {
                Write(json, revision, target);
                await writer.FlushAsync();
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private void Write(Utf8JsonWriter json, Revision revision, ServiceTarget target)
    {
        json.WriteStartObject();
        json.WritePropertyName("Service");
        new ServiceShape(json, context.Pipeline, revision).Write(target.Service);
        json.WriteStartObject("Port");
        ServiceShape.WritePort(json, target.Port);
        json.WriteNumber("TargetPort", target.TargetPort);
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
