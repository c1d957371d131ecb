namespace Istiod.Controllers;

/// <summary>Something that writes to a cluster.</summary>
public interface IController
{
    /// <summary>Name for logs.</summary>
    string Name { get; }

    /// <summary>Keeps the cluster as it should be, until cancelled. Failures are its own business: it retries.</summary>
    Task RunAsync(CancellationToken stop);
}
