using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Istiod.Protobuf;
using Istiod.Protos;
using Istiod.Protos.Envoy.Service.Discovery.V3;
using Istiod.Render;
using Istiod.Resources;

namespace Istiod.Offline;

/// <summary>Writes what proxies would get.</summary>
internal static class RenderOutput
{
    private static readonly ProtoJsonOptions s_layout = ProtoJsonOptions.Golden(ProtoTypes.Resolver);

    /// <summary><c>{"proxies": {"NAME.NAMESPACE": {"cds": [resource, …], …}}}</c>, the layout of the recorded goldens.</summary>
    public static byte[] Json(IReadOnlyList<RenderedProxy> proxies, bool indented)
    {
        ArrayBufferWriter<byte> output = new(64 * 1024);
        JsonWriterOptions options = new() { Indented = indented, MaxDepth = 512, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
        using (Utf8JsonWriter json = new(output, options))
        {
            json.WriteStartObject();
            json.WriteStartObject("proxies");
            foreach (RenderedProxy proxy in proxies)
            {
                json.WriteStartObject(proxy.NodeId);
                foreach ((XdsType type, IReadOnlyList<XdsResource>? resources) in Ordered(proxy))
                {
                    json.WriteStartArray(type.ShortName);
                    foreach (XdsResource resource in resources)
                    {
                        WriteResource(json, type, resource);
                    }

                    json.WriteEndArray();
                }

                json.WriteEndObject();
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        return output.WrittenSpan.ToArray();
    }

    /// <summary>For each proxy and type one <c>DiscoveryResponse</c> with a varint length before it; the bytes of resources are those of streams.</summary>
    public static void Binary(IReadOnlyList<RenderedProxy> proxies, Stream output)
    {
        Span<byte> length = stackalloc byte[10];
        foreach (RenderedProxy proxy in proxies)
        {
            foreach ((XdsType type, IReadOnlyList<XdsResource> resources) in Ordered(proxy))
            {
                DiscoveryResponse response = new() { TypeUrl = type.TypeUrl };
                foreach (XdsResource resource in resources)
                {
                    response.Resources.Add(AnyValue.FromBytes(type.TypeUrl, resource.ToArray()));
                }

                byte[] body = response.ToByteArray();
                int used = 0;
                for (uint rest = (uint)body.Length; ; rest >>= 7)
                {
                    length[used++] = (byte)(rest > 0x7f ? rest | 0x80 : rest);
                    if (rest <= 0x7f)
                    {
                        break;
                    }
                }

                output.Write(length[..used]);
                output.Write(body);
            }
        }
    }

    private static IEnumerable<(XdsType Type, IReadOnlyList<XdsResource> Resources)> Ordered(RenderedProxy proxy) =>
        proxy.Answers.Where(a => a.Value is not null).OrderBy(a => a.Key.Order).Select(a => (a.Key, a.Value ?? []));

    // the resource without the "@type" that an Any has: the type stands above
    private static void WriteResource(Utf8JsonWriter json, XdsType type, XdsResource resource)
    {
        if (ProtoTypes.Resolver.TryFind(type.TypeUrl, out AnyType found))
        {
            found.Parse(resource.ToArray()).WriteJson(json, s_layout);
        }
        else
        {
            AnyValue.FromBytes(type.TypeUrl, resource.ToArray()).WriteJson(json, s_layout);
        }
    }
}
