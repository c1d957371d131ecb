using System.Text.Json.Nodes;
using Istiod.Config;
using Istiod.Incremental;
using Istiod.Kubernetes;
using Istiod.Model;
using Istiod.Primitives;
using Microsoft.Extensions.Logging;

namespace Istiod.Controllers.Statuses;

/// <summary>Writes the statuses of one kind as they should be. What others wrote into a status stays.</summary>
public sealed class StatusWriter : IController
{
    private readonly ObjectWriter _objects;
    private readonly KindDescriptor _kind;
    private readonly ApiResource _resource;
    private readonly ClusterId _cluster;
    private readonly Collection<StatusKey, DesiredStatus> _statuses;
    private readonly Collection<ObjectKey, ConfigObject> _stored;
    private readonly Func<Revision> _revision;
    private readonly WorkQueue<ObjectKey> _queue;
    private readonly ILogger _logger;

    /// <summary>Writes nothing before it runs.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="cluster">The cluster that is written to.</param>
    /// <param name="statuses">What should be.</param>
    /// <param name="stored">The objects as they are.</param>
    /// <param name="revision">The newest revision.</param>
    public StatusWriter(
        ObjectWriter objects,
        KindDescriptor kind,
        ClusterId cluster,
        Collection<StatusKey, DesiredStatus> statuses,
        Collection<ObjectKey, ConfigObject> stored,
        Func<Revision> revision,
        TimeProvider time,
        ILogger logger)
    {
        _objects = objects;
        _kind = kind;
        _resource = ApiResource.Of(kind);
        _cluster = cluster;
        _statuses = statuses;
        _stored = stored;
        _revision = revision;
        _logger = logger;
        _queue = new WorkQueue<ObjectKey>(TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(1), time);
    }

    /// <inheritdoc/>
    public string Name => "status of " + _kind.Kind;

    /// <inheritdoc/>
    public async Task RunAsync(CancellationToken stop)
    {
        LookAtAll();
        await _queue.RunAsync(WriteAsync, (key, fault) => ControllerLog.Failed(_logger, Name, key.ToString(), fault.Message), stop);
    }

    /// <summary>A turn has ended: what differs now is written. Cheap where nothing does.</summary>
    public void LookAtAll()
    {
        Revision revision = _revision();
        foreach (KeyValuePair<StatusKey, DesiredStatus> status in revision.All(_statuses))
        {
            ObjectKey key = status.Key.Object;
            if (key.Cluster == _cluster
                && string.Equals(status.Key.Kind, _kind.Kind, StringComparison.Ordinal)
                && Differs(revision, key, status.Value))
            {
                _queue.Add(key);
            }
        }
    }

    private bool Differs(Revision revision, ObjectKey key, DesiredStatus desired) =>
        revision.TryGet(_stored, key, out ConfigObject? item) && !Contains(item.Status, desired);

    private async Task WriteAsync(ObjectKey key, CancellationToken stop)
    {
        Revision revision = _revision();
        if (!revision.TryGet(_statuses, new StatusKey(_kind.Kind, key), out DesiredStatus? desired) || !Differs(revision, key, desired))
        {
            return;
        }

        JsonObject patch = new() { ["status"] = JsonNode.Parse(desired.Utf8.Span) };
        try
        {
            await _objects.MergePatchAsync(_resource, key.NamespacedName, patch, stop, WriteOptions.Status);
        }
        catch (ApiException gone) when (gone.IsNotFound)
        {
            // deleted in between
        }
    }

    /// <summary>Whether a status has all members that should be.</summary>
    private static bool Contains(Config.JsonValue? stored, DesiredStatus desired)
    {
        JsonObject wanted = JsonNode.Parse(desired.Utf8.Span) as JsonObject ?? [];
        JsonObject? found = stored is null ? null : JsonNode.Parse(stored.Utf8.Span) as JsonObject;
        foreach (KeyValuePair<string, JsonNode?> member in wanted)
        {
            if (found is null || !JsonNode.DeepEquals(member.Value, found[member.Key]))
            {
                return false;
            }
        }

        return true;
    }
}
