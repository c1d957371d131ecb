using Istiod.Incremental;
using Istiod.Model;
using Istiod.Primitives;

namespace Istiod.Compiler.Services;

/// <summary>What the services area makes.</summary>
/// <param name="Kubernetes">The Service of one cluster, by its object.</param>
/// <param name="EntryAddresses">Automatic addresses of ServiceEntries.</param>
/// <param name="Parts">All that claim a namespace and hostname.</param>
/// <param name="Services">Merged, with aliases.</param>
/// <param name="ByHost">Of these, by hostname.</param>
internal sealed record ServiceCollections(
    Collection<ObjectKey, MeshService> Kubernetes,
    Collection<ObjectKey, ValueArray<EntryAddress>> EntryAddresses,
    Collection<ServiceKey, ServiceParts> Parts,
    Collection<ServiceKey, MeshService> Services,
    Index<Hostname, ServiceKey, MeshService> ByHost);
