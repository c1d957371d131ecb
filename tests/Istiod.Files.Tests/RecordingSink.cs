using System.Collections.Concurrent;

namespace Istiod.Files.Tests;

/// <summary>Keeps batches, and lets a test wait for the next.</summary>
internal sealed class RecordingSink : IConfigSink
{
    private readonly BlockingCollection<ConfigBatch> _batches = [];

    public int Waiting => _batches.Count;

    public void Apply(ConfigBatch batch) => _batches.Add(batch);

    /// <summary>The next batch; fails after 10 s.</summary>
    public ConfigBatch Next() =>
        _batches.TryTake(out ConfigBatch? batch, TimeSpan.FromSeconds(10)) ? batch : throw new TimeoutException("no batch came");

    /// <summary>Batches until one names the object.</summary>
    public ConfigChange NextOf(string name)
    {
        while (true)
        {
            foreach (ConfigChange change in Next().Changes)
            {
                if (change.Key.Name == name)
                {
                    return change;
                }
            }
        }
    }
}
