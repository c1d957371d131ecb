using System.Text.Json;
using Istiod.Diagnostics;
using Istiod.Model;
using Istiod.Protobuf;
using Istiod.Protos;
using Istiod.Render;

namespace Istiod.Debug;

/// <summary><c>/debug/mesh</c>: the mesh config with its defaults.</summary>
internal sealed class MeshEndpoint(MeshPipeline pipeline) : IDebugEndpoint
{
    private static readonly ProtoJsonOptions s_options = new() { AnyResolver = ProtoTypes.Resolver };

    /// <inheritdoc/>
    public string Path => "/debug/mesh";

    /// <inheritdoc/>
    public string Help => "Active mesh config";

    /// <inheritdoc/>
    public void Write(DebugRequest request, DebugWriter writer)
    {
        Utf8JsonWriter json = writer.Json();
        if (pipeline.Graph.Current.TryGet(pipeline.Sources.Settings, SettingsKey.Mesh, out MeshSettings? settings))
        {
            settings.Mesh.WriteJson(json, s_options);
        }

        json.Flush();
    }
}
