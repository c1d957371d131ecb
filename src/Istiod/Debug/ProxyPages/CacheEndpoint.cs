using System.Globalization;
using System.Text.Json;
using Istiod.Diagnostics;
using Istiod.Resources;
using Istiod.Xds;

namespace Istiod.Debug.ProxyPages;

/// <summary><c>/debug/cachez</c>: resources that are held because some proxy has them; their sizes; and letting go of what nobody has.</summary>
/// <remarks>
/// istiod: pilot/pkg/xds/debug.go:cachez; networking/util/util.go:ByteCount. Differs: there is no cache whose entries may be wrong, so that
/// clearing frees memory only; the query counts, not a form.
/// </remarks>
internal sealed class CacheEndpoint(DebugContext context) : IDebugEndpoint
{
    /// <inheritdoc/>
    public string Path => "/debug/cachez";

    /// <inheritdoc/>
    public string Help => "Info about the internal XDS caches";

    /// <inheritdoc/>
    public IReadOnlyList<(string Query, string Help)> Variants =>
        [("sizes=true", "Info about the size of the internal XDS caches"), ("clear=true", "Clear the XDS caches")];

    /// <inheritdoc/>
    public bool HasEffect(DebugRequest request) => request["clear"].Length > 0;

    /// <inheritdoc/>
    public async ValueTask WriteAsync(DebugRequest request, DebugWriter writer)
    {
        if (HasEffect(request))
        {
            context.Pipeline.Store.Sweep();
            writer.Text("Cache cleared\n");
            return;
        }

        SortedDictionary<string, HashSet<XdsResource>> held = Held();
        Utf8JsonWriter json = writer.Json();
        json.WriteStartObject();
        if (request["sizes"].Length > 0)
        {
            WriteSizes(json, held);
        }
        else
        {
            foreach ((string type, HashSet<XdsResource> resources) in held)
            {
                json.WriteStartArray(type);
                foreach (XdsResource resource in resources.OrderBy(static r => r.Name, StringComparer.Ordinal))
                {
                    json.WriteStringValue(resource.Name);
                    await writer.FlushAsync();
                }

                json.WriteEndArray();
            }
        }

        json.WriteEndObject();
    }

    private SortedDictionary<string, HashSet<XdsResource>> Held()
    {
        SortedDictionary<string, HashSet<XdsResource>> held = new(StringComparer.Ordinal);
        HashSet<ResourceView> seen = [];
        foreach (XdsConnection connection in context.Xds.Connections)
        {
            foreach (TypeStatus status in connection.Types)
            {
                if (status.View.Count == 0 || !seen.Add(status.View))
                {
                    continue;
                }

                if (!held.TryGetValue(status.Type.TypeUrl, out HashSet<XdsResource>? resources))
                {
                    held.Add(status.Type.TypeUrl, resources = []);
                }

                foreach (XdsResource resource in status.View.Resources)
                {
                    resources.Add(resource);
                }
            }
        }

        return held;
    }

    private static void WriteSizes(Utf8JsonWriter json, SortedDictionary<string, HashSet<XdsResource>> held)
    {
        long total = 0;
        List<(string Type, long Size)> sizes = [];
        foreach ((string type, HashSet<XdsResource> resources) in held)
        {
            long size = resources.Sum(static r => (long)r.Length);
            sizes.Add((type, size));
            total += size;
        }

        json.WriteString("total", SizeText(total));
        foreach ((string type, long size) in sizes)
        {
            json.WriteString(type, SizeText(size));
        }
    }

    private static string SizeText(long bytes)
    {
        if (bytes < 1000)
        {
            return string.Create(CultureInfo.InvariantCulture, $"{bytes}B");
        }

        double value = bytes;
        int unit = -1;
        for (long rest = bytes; rest >= 1000; rest /= 1000)
        {
            value /= 1000;
            unit++;
        }

        return string.Create(CultureInfo.InvariantCulture, $"{value:F1}{"kMGTPE"[unit]}B");
    }
}
