namespace Istiod.Load.Runs;

/// <summary>Changes the mesh under a server: through its files, or by telling a synthetic one.</summary>
internal interface IMeshChanger : IDisposable
{
    /// <summary>Makes ready what <see cref="Apply"/> puts in force.</summary>
    /// <param name="isRoute">A VirtualService is added; else an endpoint of a slice changes.</param>
    /// <param name="service">Of which service.</param>
    /// <param name="number">Counts the changes, so that each differs.</param>
    void Prepare(bool isRoute, int service, int number);

    /// <summary>The change itself; its time is the moment before the call.</summary>
    void Apply();
}
