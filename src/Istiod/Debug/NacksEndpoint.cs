using System.Text.Json;
using Istiod.Diagnostics;
using Istiod.Xds;

namespace Istiod.Debug;

/// <summary><c>/debug/nacks</c>: the newest rejections by proxies, oldest first.</summary>
/// <remarks>Differs: istiod only logs and counts them.</remarks>
internal sealed class NacksEndpoint(XdsServer xds) : IDebugEndpoint
{
    /// <inheritdoc/>
    public string Path => "/debug/nacks";

    /// <inheritdoc/>
    public string Help => "Configurations that proxies rejected lately";

    /// <inheritdoc/>
    public void Write(DebugRequest request, DebugWriter writer)
    {
        Utf8JsonWriter json = writer.Json(indented: true);
        json.WriteStartArray();
        foreach (NackRecord record in xds.Nacks.Records)
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
        json.Flush();
    }
}
