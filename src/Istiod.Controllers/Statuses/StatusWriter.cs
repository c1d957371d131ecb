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
    private readonly Lock _lock = new(); // guards _looked
    private readonly Dictionary<ObjectKey, (DesiredStatus Desired, ConfigObject Stored)> _looked = [];
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
            lock (_lock)
            {
                _looked.Clear(); // who leads next may have written something else
            }
        }
    }

    /// <summary>A turn has ended: what differs now is written. Only what the turn changed is compared; nothing is while it does not run.</summary>
    public void LookAtAll()
    {
        if (!_isRunning)
        {
            return;
        }

        Revision revision = _revision();
        lock (_lock)
        {
            foreach (KeyValuePair<StatusKey, DesiredStatus> status in revision.All(_statuses))
            {
                ObjectKey key = status.Key.Object;
                if (key.Cluster != _cluster
                    || !string.Equals(status.Key.Kind, _kind.Kind, StringComparison.Ordinal)
                    || !revision.TryGet(_stored, key, out ConfigObject? stored)
                    || (_looked.TryGetValue(key, out (DesiredStatus Desired, ConfigObject Stored) last)
                        && ReferenceEquals(last.Desired, status.Value)
                        && ReferenceEquals(last.Stored, stored)))
                {
                    continue;
                }

                _looked[key] = (status.Value, stored);
                if (!Contains(stored.Status, status.Value))
                {
                    _queue.Add(key);
                }
            }
        }
    }

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
