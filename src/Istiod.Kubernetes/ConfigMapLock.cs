using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Istiod.Config;
using Istiod.Kubernetes.Locks;
using Istiod.Primitives;

namespace Istiod.Kubernetes;

/// <summary>A lock in a ConfigMap: the record is JSON in an annotation.</summary>
/// <remarks>istiod: k8sresourcelock/configmaplock.go. Written by PUT: the official Role grants no patch of ConfigMaps.</remarks>
public sealed class ConfigMapLock(ObjectWriter objects, NamespacedName key) : ILeaderLock
{
    /// <summary>Annotation that holds the record.</summary>
    public const string RecordAnnotation = "control-plane.alpha.kubernetes.io/leader";

    private const string SecondTime = "yyyy-MM-dd'T'HH:mm:ss'Z'";
    private static readonly ApiResource s_resource = ApiResource.Of(KindCatalog.ConfigMap);
    private static readonly WriteOptions s_options = new() { Budget = RequestBudget.Leases };
    private JsonObject? _stored;

    /// <inheritdoc/>
    public string Name => key.Name;

    /// <summary>Reads the annotation, e.g. of a watched ConfigMap.</summary>
    /// <returns>An empty record for an empty or broken text.</returns>
    public static LeaderRecord Parse(string text)
    {
        JsonObject? record = null;
        try
        {
            record = text.Length > 0 ? JsonNode.Parse(text) as JsonObject : null;
        }
        catch (JsonException)
        {
            // Written by no istiod: whoever comes first replaces it.
        }

        return new LeaderRecord
        {
            HolderIdentity = ObjectWriter.TextOf(record, "holderIdentity"),
            HolderKey = ObjectWriter.TextOf(record, "holderKey"),
            LeaseDurationSeconds = LockJson.IntOf(record, "leaseDurationSeconds"),
            LeaderTransitions = LockJson.IntOf(record, "leaderTransitions"),
            AcquireTime = LockJson.TimeOf(record, "acquireTime"),
            RenewTime = LockJson.TimeOf(record, "renewTime"),
        };
    }

    /// <inheritdoc/>
    public async Task<LeaderRecord?> GetAsync(CancellationToken cancel)
    {
        _stored = await objects.FindAsync(s_resource, key, cancel, RequestBudget.Leases);
        return _stored is null ? null : Parse(ObjectWriter.TextOf(_stored["metadata"]?["annotations"] as JsonObject, RecordAnnotation));
    }

    /// <inheritdoc/>
    public async Task CreateAsync(LeaderRecord record, CancellationToken cancel)
    {
        JsonObject body = new()
        {
            ["apiVersion"] = "v1",
            ["kind"] = "ConfigMap",
            ["metadata"] = new JsonObject { ["name"] = key.Name, ["namespace"] = key.Namespace },
        };
        LockJson.Annotations(body)[RecordAnnotation] = Text(record);
        _stored = await objects.CreateAsync(s_resource, key.Namespace, body, cancel, s_options);
    }

    /// <inheritdoc/>
    public async Task UpdateAsync(LeaderRecord record, CancellationToken cancel)
    {
        JsonObject body = (JsonObject)(_stored ?? throw new InvalidOperationException("get or create comes first")).DeepClone();
        LockJson.Annotations(body)[RecordAnnotation] = Text(record);
        _stored = await objects.UpdateAsync(s_resource, body, cancel, s_options);
    }

    private static string Text(LeaderRecord record)
    {
        ArrayBufferWriter<byte> buffer = new(256);
        using (Utf8JsonWriter writer = new(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            writer.WriteStartObject();
            writer.WriteString("holderIdentity"u8, record.HolderIdentity);
            writer.WriteString("holderKey"u8, record.HolderKey);
            writer.WriteNumber("leaseDurationSeconds"u8, record.LeaseDurationSeconds);
            writer.WriteString("acquireTime"u8, record.AcquireTime?.UtcDateTime.ToString(SecondTime, CultureInfo.InvariantCulture));
            writer.WriteString("renewTime"u8, record.RenewTime?.UtcDateTime.ToString(SecondTime, CultureInfo.InvariantCulture));
            writer.WriteNumber("leaderTransitions"u8, record.LeaderTransitions);
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
