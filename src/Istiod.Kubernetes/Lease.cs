using System.Globalization;
using System.Text.Json.Nodes;
using Istiod.Config;
using Istiod.Kubernetes.Locks;
using Istiod.Primitives;

namespace Istiod.Kubernetes;

/// <summary>A lock in a <c>coordination.k8s.io/v1</c> Lease: the record is its spec, the key an annotation.</summary>
/// <remarks>istiod: k8sresourcelock/leaselock.go. No list and no watch: the official Role grants neither.</remarks>
public sealed class Lease(ObjectWriter objects, NamespacedName key) : ILeaderLock
{
    /// <summary>Annotation that holds <see cref="LeaderRecord.HolderKey"/>.</summary>
    public const string HolderKeyAnnotation = "leader.istio.io/holder-key";

    private const string MicroTime = "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'";
    private static readonly ApiResource s_resource = ApiResource.Of(KindCatalog.Lease);
    private static readonly WriteOptions s_options = new() { Budget = RequestBudget.Leases };
    private JsonObject? _stored;

    /// <inheritdoc/>
    public string Name => key.Name;

    /// <inheritdoc/>
    public async Task<LeaderRecord?> GetAsync(CancellationToken cancel)
    {
        _stored = await objects.FindAsync(s_resource, key, cancel, RequestBudget.Leases);
        return _stored is null ? null : Read(_stored);
    }

    /// <inheritdoc/>
    public async Task CreateAsync(LeaderRecord record, CancellationToken cancel)
    {
        JsonObject body = new()
        {
            ["apiVersion"] = s_resource.ApiVersion,
            ["kind"] = "Lease",
            ["metadata"] = new JsonObject { ["name"] = key.Name, ["namespace"] = key.Namespace },
        };
        Write(body, record);
        _stored = await objects.CreateAsync(s_resource, key.Namespace, body, cancel, s_options);
    }

    /// <inheritdoc/>
    public async Task UpdateAsync(LeaderRecord record, CancellationToken cancel)
    {
        JsonObject body = (JsonObject)(_stored ?? throw new InvalidOperationException("get or create comes first")).DeepClone();
        Write(body, record);
        _stored = await objects.UpdateAsync(s_resource, body, cancel, s_options);
    }

    private static LeaderRecord Read(JsonObject lease)
    {
        JsonObject? spec = lease["spec"] as JsonObject;
        return new LeaderRecord
        {
            HolderIdentity = ObjectWriter.TextOf(spec, "holderIdentity"),
            HolderKey = ObjectWriter.TextOf(lease["metadata"]?["annotations"] as JsonObject, HolderKeyAnnotation),
            LeaseDurationSeconds = LockJson.IntOf(spec, "leaseDurationSeconds"),
            LeaderTransitions = LockJson.IntOf(spec, "leaseTransitions"),
            AcquireTime = LockJson.TimeOf(spec, "acquireTime"),
            RenewTime = LockJson.TimeOf(spec, "renewTime"),
        };
    }

    private static void Write(JsonObject lease, LeaderRecord record)
    {
        lease["spec"] = new JsonObject
        {
            ["holderIdentity"] = record.HolderIdentity,
            ["leaseDurationSeconds"] = record.LeaseDurationSeconds,
            ["acquireTime"] = record.AcquireTime?.UtcDateTime.ToString(MicroTime, CultureInfo.InvariantCulture),
            ["renewTime"] = record.RenewTime?.UtcDateTime.ToString(MicroTime, CultureInfo.InvariantCulture),
            ["leaseTransitions"] = record.LeaderTransitions,
        };
        if (record.HolderKey.Length > 0)
        {
            LockJson.Annotations(lease)[HolderKeyAnnotation] = record.HolderKey;
        }
        else
        {
            (lease["metadata"]?["annotations"] as JsonObject)?.Remove(HolderKeyAnnotation);
        }
    }
}
