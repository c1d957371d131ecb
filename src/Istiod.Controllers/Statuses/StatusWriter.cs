using System.Text.Json.Nodes;
using Istiod.Config;
using Istiod.Incremental;
using Istiod.Kubernetes;
using Istiod.Model;
using Istiod.Primitives;
using Microsoft.Extensions.Logging;

namespace Istiod.Controllers.Statuses;

/// <summary>
/// Writes the statuses of one kind as they should be. What others wrote into a status stays. Who leads first looks at all of them, then
/// only at what turns change.
/// </summary>
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
    private volatile bool _isRunning;

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
        _isRunning = true;
        try
        {
            LookAtAll();
            await _queue.RunAsync(WriteAsync, (key, fault) => ControllerLog.Failed(_logger, Name, key.ToString(), fault.Message), stop);
        }
        finally
        {
            _isRunning = false;
        }
    }

    /// <summary>A turn has ended: what it changed is looked at; nothing is while this does not run. Any thread; does not wait.</summary>
    public void Turned(TurnResult turn)
    {
        if (!_isRunning)
        {
            return;
        }

        foreach (Change<StatusKey, DesiredStatus> status in turn.Changes(_statuses))
        {
            if (status.HasNew && IsOurs(status.Key))
            {
                _queue.Add(status.Key.Object);
            }
        }

        foreach (Change<ObjectKey, ConfigObject> stored in turn.Changes(_stored))
        {
            if (stored.HasNew && stored.Key.Cluster == _cluster)
            {
                _queue.Add(stored.Key);
            }
        }
    }

    private void LookAtAll()
    {
        foreach (KeyValuePair<StatusKey, DesiredStatus> status in _revision().All(_statuses))
        {
            if (IsOurs(status.Key))
            {
                _queue.Add(status.Key.Object);
            }
        }
    }

    private bool IsOurs(StatusKey key) =>
        key.Object.Cluster == _cluster && string.Equals(key.Kind, _kind.Kind, StringComparison.Ordinal);

    private async Task WriteAsync(ObjectKey key, CancellationToken stop)
    {
        Revision revision = _revision();
        if (!revision.TryGet(_statuses, new StatusKey(_kind.Kind, key), out DesiredStatus? desired)
            || !revision.TryGet(_stored, key, out ConfigObject? stored)
            || Contains(stored.Status, desired))
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
