using Istiod.Config;
using Istiod.Kubernetes;
using Microsoft.Extensions.Logging;

namespace Istiod.Controllers.Webhooks;

/// <summary>Keeps the caBundle of webhook configurations of one kind. Every replica does it, leader or not.</summary>
public abstract class WebhookPatcher : IController, IInformerListener
{
    /// <summary>Says which revision a configuration is of.</summary>
    protected const string RevisionLabel = "istio.io/rev";

    private readonly WorkQueue<string> _queue;

    /// <summary>Watches nothing before it runs.</summary>
    /// <param name="configurations">What is looked at.</param>
    /// <param name="revision">Ours.</param>
    /// <param name="rootsPem">The bundle; empty while there is none.</param>
    private protected WebhookPatcher(
        ObjectWriter objects,
        Informer configurations,
        string revision,
        Func<string> rootsPem,
        WebhookMetrics metrics,
        TimeProvider time,
        ILogger logger)
    {
        Objects = objects;
        Configurations = configurations;
        Revision = revision;
        RootsPem = rootsPem;
        Metrics = metrics;
        Logger = logger;
        _queue = new WorkQueue<string>(TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(1), time);
    }

    /// <inheritdoc/>
    public abstract string Name { get; }

    private protected ObjectWriter Objects { get; }

    private protected Informer Configurations { get; }

    private protected string Revision { get; }

    private protected Func<string> RootsPem { get; }

    private protected WebhookMetrics Metrics { get; }

    private protected ILogger Logger { get; }

    /// <inheritdoc/>
    public async Task RunAsync(CancellationToken stop)
    {
        using IDisposable subscription = Configurations.Subscribe(this);
        await _queue.RunAsync(PatchAsync, Failed, stop);
    }

    /// <summary>The bundle has changed: looks at all of them.</summary>
    public void LookAtAll()
    {
        foreach (ConfigObject item in Configurations.Snapshot())
        {
            _queue.Add(item.Meta.Name);
        }
    }

    /// <inheritdoc/>
    public void Changed(Informer informer, IReadOnlyList<InformerChange> changes)
    {
        foreach (InformerChange change in changes)
        {
            _queue.Add(change.Key.Name);
        }
    }

    /// <summary>Makes one configuration as it should be; throws if it has to be looked at again.</summary>
    private protected abstract Task PatchAsync(string name, CancellationToken stop);

    /// <summary>Hears of each failure.</summary>
    private protected virtual void Failed(string name, Exception fault) => ControllerLog.Failed(Logger, Name, name, fault.Message);
}
