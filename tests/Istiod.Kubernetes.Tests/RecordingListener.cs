using Istiod.Config;
using Istiod.Primitives;

namespace Istiod.Kubernetes.Tests;

/// <summary>Keeps what it heard, and lets a test wait for a state.</summary>
internal sealed class RecordingListener : IInformerListener
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(30);
    private readonly Lock _lock = new();
    private readonly List<string> _heard = [];
    private readonly SortedDictionary<NamespacedName, ConfigObject> _objects = [];
    private readonly List<(Func<IReadOnlyDictionary<NamespacedName, ConfigObject>, bool> Is, TaskCompletionSource Done)> _waiting = [];

    /// <summary><c>+name</c>, <c>~name</c>, <c>-name</c>, calls set apart by <c>|</c>.</summary>
    public string Heard
    {
        get
        {
            lock (_lock)
            {
                return string.Join(' ', _heard);
            }
        }
    }

    public void Changed(Informer informer, IReadOnlyList<InformerChange> changes)
    {
        lock (_lock)
        {
            if (_heard.Count > 0)
            {
                _heard.Add("|");
            }

            foreach (InformerChange change in changes)
            {
                _heard.Add((change.Object is null ? "-" : change.Old is null ? "+" : "~") + change.Key.Name);
                if (change.Object is null)
                {
                    _objects.Remove(change.Key);
                }
                else
                {
                    _objects[change.Key] = change.Object;
                }
            }

            _waiting.RemoveAll(w =>
            {
                if (!w.Is(_objects))
                {
                    return false;
                }

                w.Done.TrySetResult();
                return true;
            });
        }
    }

    public Task WaitForAsync(Func<IReadOnlyDictionary<NamespacedName, ConfigObject>, bool> state)
    {
        lock (_lock)
        {
            if (state(_objects))
            {
                return Task.CompletedTask;
            }

            TaskCompletionSource done = new(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add((state, done));
            return done.Task.WaitAsync(s_limit);
        }
    }

    /// <summary>Waits until exactly these names are there.</summary>
    public Task WaitForNamesAsync(params string[] names) =>
        WaitForAsync(o => o.Keys.Select(k => k.Name).Order(StringComparer.Ordinal).SequenceEqual(names.Order(StringComparer.Ordinal)));
}
