using System.Text.Json;
using Istiod.Config;
using Istiod.Diagnostics;
using Istiod.Incremental;
using Istiod.Primitives;
using Istiod.Protobuf;
using Istiod.Protos;
using Istiod.Render;

namespace Istiod.Debug;

/// <summary><c>/debug/configz</c>: the Istio objects in use, Kubernetes-shaped.</summary>
/// <remarks>istiod: pilot/pkg/xds/debug.go:configz. Kinds whose spec is a message of Istio's API; core kinds are left out, as there.</remarks>
internal sealed class ConfigEndpoint(MeshPipeline pipeline) : IDebugEndpoint
{
    private static readonly ProtoJsonOptions s_options = new() { AnyResolver = ProtoTypes.Resolver };

    /// <inheritdoc/>
    public string Path => "/debug/configz";

    /// <inheritdoc/>
    public string Help => "Debug support for config";

    /// <inheritdoc/>
    public void Write(DebugRequest request, DebugWriter writer)
    {
        Utf8JsonWriter json = writer.Json();
        Revision revision = pipeline.Graph.Current;
        json.WriteStartArray();
        foreach (KindDescriptor kind in KindCatalog.All)
        {
            if (!pipeline.Sources.TryGet(kind, out Source<ObjectKey, ConfigObject>? source))
            {
                continue;
            }

            foreach (KeyValuePair<ObjectKey, ConfigObject> entry in revision.All(source))
            {
                if (entry.Value.Spec is IProtoMessage spec)
                {
                    WriteObject(json, kind, entry.Value.Meta, spec);
                }
            }
        }

        json.WriteEndArray();
        json.Flush();
    }

    private static void WriteObject(Utf8JsonWriter json, KindDescriptor kind, ObjectMeta meta, IProtoMessage spec)
    {
        json.WriteStartObject();
        json.WriteString("kind", kind.Kind);
        json.WriteString("apiVersion", kind.ApiVersion);
        json.WriteStartObject("metadata");
        json.WriteString("name", meta.Name);
        if (meta.Namespace.Length > 0)
        {
            json.WriteString("namespace", meta.Namespace);
        }

        if (meta.ResourceVersion.Length > 0)
        {
            json.WriteString("resourceVersion", meta.ResourceVersion);
        }

        json.WriteString("creationTimestamp", DebugTime.Text(meta.CreationTime));
        WriteMap(json, "labels", meta.Labels);
        WriteMap(json, "annotations", meta.Annotations);
        json.WriteEndObject();
        json.WritePropertyName("spec");
        spec.WriteJson(json, s_options);
        json.WriteEndObject();
    }

    private static void WriteMap(Utf8JsonWriter json, string name, LabelSet map)
    {
        if (map.Count == 0)
        {
            return;
        }

        json.WriteStartObject(name);
        foreach (KeyValuePair<string, string> entry in map)
        {
            json.WriteString(entry.Key, entry.Value);
        }

        json.WriteEndObject();
    }
}
