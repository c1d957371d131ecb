using System.Text.Json;
using Istiod.Debug.Shapes;
using Istiod.Diagnostics;
using Istiod.Xds;

namespace Istiod.Debug.ProxyPages;

/// <summary><c>/debug/nacks</c>: the newest rejections by proxies, oldest first.</summary>
/// <remarks>Differs: istiod only logs and counts them.</remarks>
internal sealed class NacksEndpoint(DebugContext context) : IDebugEndpoint
{
    /// <inheritdoc/>
    public string Path => "/debug/nacks";

    /// <inheritdoc/>
    public string Help => "Configurations that proxies rejected lately";

    /// <inheritdoc/>
    public ValueTask WriteAsync(DebugRequest request, DebugWriter writer)
    {
        Utf8JsonWriter json = writer.Json(indented: true);
        json.WriteStartArray();
        foreach (NackRecord record in context.Xds.Nacks.Records)
        {
            json.WriteStartObject();
            json.WriteString("connectionId", record.ConnectionId);
            json.WriteString("type", record.Type.TypeUrl);
            json.WriteString("version", record.Version);
            json.WriteNumber("code", record.Code);
            json.WriteString("message", record.Message);
            json.WriteString("time", DebugTime.Text(record.Time));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        return ValueTask.CompletedTask;
    }
}
