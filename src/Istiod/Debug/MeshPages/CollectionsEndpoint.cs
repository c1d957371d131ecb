using System.Globalization;
using System.Text.Json;
using Istiod.Config;
using Istiod.Debug.Shapes;
using Istiod.Diagnostics;
using Istiod.Incremental;
using Istiod.Primitives;

namespace Istiod.Debug.MeshPages;

/// <summary><c>/debug/krtz</c>: the collections of the engine with their state, where the reference has those of its own.</summary>
/// <remarks>
/// istiod: pkg/kube/krt/debug.go. Differs: collections are ours; the objects of sources are told but for what Secrets and ConfigMaps hold,
/// of derived ones only how many there are (<c>/debug/graph</c> tells more).
/// </remarks>
internal sealed class CollectionsEndpoint(DebugContext context) : IDebugEndpoint
{
    /// <inheritdoc/>
    public string Path => "/debug/krtz";

    /// <inheritdoc/>
    public string Help => "Debug support for krt (internal state)";

    /// <inheritdoc/>
    public async ValueTask WriteAsync(DebugRequest request, DebugWriter writer)
    {
        Utf8JsonWriter json = writer.Json();
        GraphReport report = context.Pipeline.Graph.Report();
        Revision revision = context.Pipeline.Graph.Current;
        Dictionary<string, KindDescriptor> kinds = new(StringComparer.Ordinal);
        foreach (KindDescriptor kind in KindCatalog.All)
        {
            kinds[kind.Id] = kind;
        }

        int number = 0;
        json.WriteStartArray();
        foreach (CollectionReport collection in report.Collections)
        {
            json.WriteStartObject();
            json.WriteString("name", collection.Name);
            json.WriteStartObject("state");
            if (kinds.TryGetValue(collection.Name, out KindDescriptor? kind)
                && context.Pipeline.Sources.TryGet(kind, out Source<ObjectKey, ConfigObject>? source)
                && revision.Count(source) > 0)
            {
                json.WriteStartObject("outputs");
                foreach ((ObjectKey key, ConfigObject item) in revision.All(source).ToArray())
                {
                    json.WritePropertyName($"{key.Cluster}/{key.Namespace}/{key.Name}");
                    ObjectShape.Write(json, item);
                    await writer.FlushAsync();
                }

                json.WriteEndObject();
            }

            json.WriteNumber("count", collection.Count);
            json.WriteBoolean("synced", true);
            json.WriteEndObject();
            json.WriteString("uid", (++number).ToString(CultureInfo.InvariantCulture));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
