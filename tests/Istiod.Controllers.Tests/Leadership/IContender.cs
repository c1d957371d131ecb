namespace Istiod.Controllers.Tests.Leadership;

/// <summary>A replica in a simulation.</summary>
internal interface IContender : IDisposable
{
    string Name { get; }

    /// <summary>Whether its work runs.</summary>
    bool Leads { get; }

    void Start();

    /// <summary>The process is gone, without a word.</summary>
    void Kill();

    /// <summary>Ends as on SIGTERM.</summary>
    Task StopAsync();
}
