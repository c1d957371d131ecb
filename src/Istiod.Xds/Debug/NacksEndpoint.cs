using System.Text.Json;
using Istiod.Diagnostics;

namespace Istiod.Xds.Debug;

/// <summary>What proxies rejected lately. Ours: the reference only logs and counts.</summary>
internal sealed class NacksEndpoint(XdsServer server) : IDebugEndpoint
{
    public string Path => "/debug/nacks";

    public string Help => "Responses that proxies rejected lately, newest last";

    public void Write(DebugRequest request, DebugWriter writer)
    {
        Utf8JsonWriter json = writer.Json();
        json.WriteStartArray();
        foreach (NackRecord nack in server.Nacks.Records)
        {
            // A caller that may see one namespace only must not read others' error texts.
            if (request.CallerNamespace is { } ns && !IsOf(nack.ConnectionId, ns))
            {
                continue;
            }

            json.WriteStartObject();
            json.WriteString("connectionId", nack.ConnectionId);
            json.WriteString("type", nack.Type.TypeUrl);
            json.WriteString("version", nack.Version);
            json.WriteNumber("code", nack.Code);
            json.WriteString("message", nack.Message);
            json.WriteString("time", nack.Time.UtcDateTime);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    // name.namespace-counter
    private static bool IsOf(ReadOnlySpan<char> connectionId, string ns)
    {
        ReadOnlySpan<char> node = connectionId[..Math.Max(0, connectionId.LastIndexOf('-'))];
        return node[(node.LastIndexOf('.') + 1)..].SequenceEqual(ns);
    }
}
