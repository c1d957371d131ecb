using Istiod.Resources;

namespace Istiod.Golden.Clients;

/// <summary>Asks for one proxy.</summary>
internal interface IXdsClient : IAsyncDisposable
{
    /// <summary>Subscribes to names of a type (none: all of it) and gives the first answer.</summary>
    /// <returns>Bodies of the resources; <c>null</c> if no answer comes.</returns>
    Task<IReadOnlyList<ReadOnlyMemory<byte>>?> FetchAsync(XdsType type, IReadOnlyList<string> names);
}
