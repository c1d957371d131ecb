using Istiod.Debug;
using Istiod.Diagnostics.Logging;
using Istiod.Diagnostics.Metrics;
using Istiod.Files;
using Istiod.Incremental;
using Istiod.Model;
using Istiod.Primitives;
using Istiod.Render;
using Istiod.Variables;
using Istiod.Xds;

namespace Istiod.Server;

/// <summary>A mesh that is served: sources → pipeline → xDS server, and the loop that turns changes into revisions at the right pace.</summary>
/// <remarks>One reader of changes; sources may be several threads.</remarks>
internal sealed class MeshRuntime : IDisposable
{
    private readonly Lock _lock = new();
    private readonly TurnPacer _pacer;
    private readonly ILogger _logger;
    private readonly FileSource? _files;
    private readonly ClusterId _cluster;
    private readonly QuietTrim _trim;
    private readonly MeshMetrics _metrics;
    private List<(ClusterId Cluster, ConfigBatch Changes)> _waiting = [];
    private volatile MeshSettings _settings;
    private MeshSettings? _newSettings;

    /// <summary>Wires all of it; nothing is read yet.</summary>
    /// <param name="directory">Files to read and watch; empty for none.</param>
    /// <param name="isReady">Whether streams are taken.</param>
    /// <param name="authorizer">Checks callers that have an identity; <c>null</c> lets all be what they say.</param>
    public MeshRuntime(
        MeshSettings settings,
        PilotEnvironment environment,
        string directory,
        Func<bool> isReady,
        MetricRegistry registry,
        LogSystem log,
        IXdsAuthorizer? authorizer = null)
    {
        HostXdsMetrics metrics = new(registry);
        _metrics = new MeshMetrics(registry);
        _logger = log.CreateLogger(LogScope.DefaultName);
        _settings = settings;
        _cluster = settings.ConfigCluster;
        Pipeline = new MeshPipeline(settings);
        Xds = new XdsServer(
            Pipeline,
            new XdsSettings
            {
                Writers = environment.PushThrottle > 0 ? environment.PushThrottle : new XdsSettings().Writers,
                MaxRequestsPerSecond = environment.MaxRequestsPerSecond,
                RefusesFirstStream = environment.KnativeRevision.Length > 0,
                IsReady = isReady,
                Observer = Proxies,
                Authorizer = authorizer,
            },
            TimeProvider.System,
            metrics);
        TurnPacing pacing = new() { QuietTime = environment.DebounceAfter };
        _pacer = new TurnPacer(
            environment.DebounceMax is { } longest ? pacing with { LongestWait = longest } : pacing,
            TimeProvider.System,
            () => Xds.Scheduler.RoundSize > 0);
        Xds.Scheduler.RoundDone += _pacer.RoundDone;
        _trim = new QuietTrim(Xds, metrics, TimeProvider.System);
        _files = directory.Length > 0 ? new FileSource(new FileSourceOptions { Paths = [directory] }, new Sink(this)) : null;
    }

    /// <summary>The mesh settings as last read; they count with the next turn.</summary>
    public MeshSettings Settings => _settings;

    /// <summary>Sources, model, views.</summary>
    public MeshPipeline Pipeline { get; }

    /// <summary>Who is connected, for debug pages.</summary>
    public ConnectedProxies Proxies { get; } = new();

    /// <summary>The protocol.</summary>
    public XdsServer Xds { get; }

    /// <summary>Takes out of what sources bring what is not ready to count; <c>null</c> if all is taken as it comes. Set before sources start.</summary>
    public Func<ClusterId, ConfigBatch, ConfigBatch>? Gate { get; set; }

    /// <summary>Reads all files once and turns them, and all that was taken so far, into the first revision.</summary>
    public void ReadFiles()
    {
        _files?.ReadOnce();
        ApplyWaiting(TimeSpan.Zero);
    }

    /// <summary>Replaces the mesh settings with the next turn. Any thread.</summary>
    public void TakeSettings(MeshSettings settings)
    {
        lock (_lock)
        {
            _newSettings = settings;
            _settings = settings;
        }

        _pacer.Changed();
    }

    /// <summary>Turns all that was taken so far into a revision; before <see cref="RunAsync"/> only.</summary>
    public void ApplyNow() => ApplyWaiting(TimeSpan.Zero);

    /// <summary>Takes what a source brought; it counts with the next turn. Any thread.</summary>
    public void Take(ClusterId cluster, ConfigBatch changes)
    {
        ConfigBatch passed = Gate?.Invoke(cluster, changes) ?? changes;
        if (ReferenceEquals(passed, changes) || passed.Changes.Count + passed.Findings.Count > 0)
        {
            TakeChecked(cluster, passed);
        }
    }

    /// <summary>As <see cref="Take"/>, past the gate.</summary>
    public void TakeChecked(ClusterId cluster, ConfigBatch changes)
    {
        foreach (Finding finding in changes.Findings)
        {
            HostLog.Finding(_logger, finding.ToString());
        }

        _metrics.Received(changes);
        lock (_lock)
        {
            _waiting.Add((cluster, changes));
        }

        _pacer.Changed();
    }

    /// <summary>Watches the files and runs turns until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        Task watch = WatchFilesAsync(cancel);
        try
        {
            while (true)
            {
                TimeSpan waited = await _pacer.WaitAsync(cancel);
                try
                {
                    ApplyWaiting(waited);
                }
                catch (Exception bug) when (bug is not OperationCanceledException)
                {
                    // a turn that fails is a bug of ours; what is served stays, and the next change is a new chance
                    HostLog.TurnBroke(_logger, bug);
                }
            }
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            await watch;
        }
    }

    private async Task WatchFilesAsync(CancellationToken cancel)
    {
        try
        {
            await (_files?.WatchAsync(cancel) ?? Task.CompletedTask);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            HostLog.WatchFailed(_logger, fault); // what is served stays
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _trim.Dispose();
        Xds.Dispose();
    }

    private void ApplyWaiting(TimeSpan waited)
    {
        List<(ClusterId Cluster, ConfigBatch Changes)> waiting;
        MeshSettings? settings;
        lock (_lock)
        {
            (waiting, settings) = (_waiting, _newSettings);
            _waiting = [];
            _newSettings = null;
        }

        if (waiting.Count == 0 && settings is null)
        {
            return;
        }

        ChangeBatch batch = Pipeline.Graph.NewBatch();
        if (settings is not null)
        {
            batch.Upsert(Pipeline.Sources.Settings, ClusterId.None, SettingsKey.Mesh, settings);
        }

        foreach ((ClusterId cluster, ConfigBatch changes) in waiting)
        {
            Pipeline.Add(batch, cluster, changes);
        }

        long start = TimeProvider.System.GetTimestamp();
        Xds.TurnBegins();
        TurnResult result = Pipeline.Apply(batch);
        _metrics.Turned(waiting, settings is not null, waited, TimeProvider.System.GetElapsedTime(start), Pipeline);
        foreach (TurnError error in result.Errors)
        {
            HostLog.TurnFailed(_logger, error.ToString() ?? "");
        }
    }

    private sealed class Sink(MeshRuntime runtime) : IConfigSink
    {
        public void Apply(ConfigBatch batch) => runtime.Take(runtime._cluster, batch);
    }
}
