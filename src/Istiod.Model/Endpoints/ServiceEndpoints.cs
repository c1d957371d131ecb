using Istiod.Primitives;

namespace Istiod.Model;

/// <summary>All endpoints of a service, of all its ports and clusters.</summary>
/// <param name="Endpoints">Ordered by cluster, then as the source lists them: slices by name, entries in their order.</param>
public sealed record ServiceEndpoints(ValueArray<Endpoint> Endpoints)
{
    /// <summary>No endpoints.</summary>
    public static readonly ServiceEndpoints None = new(default(ValueArray<Endpoint>));
}
