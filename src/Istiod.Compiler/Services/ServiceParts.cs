using Istiod.Model;
using Istiod.Primitives;

namespace Istiod.Compiler.Services;

/// <summary>Everything that claims one namespace and hostname.</summary>
/// <param name="Kubernetes">The Service of each cluster that has it, by cluster.</param>
/// <param name="External">Of ServiceEntries.</param>
internal sealed record ServiceParts(ValueArray<MeshService> Kubernetes, ValueArray<MeshService> External)
{
    /// <summary>Both together.</summary>
    public ServiceParts With(ServiceParts other) =>
        new(Concat(Kubernetes, other.Kubernetes), Concat(External, other.External));

    private static ValueArray<MeshService> Concat(ValueArray<MeshService> first, ValueArray<MeshService> second) =>
        first.IsEmpty ? second : second.IsEmpty ? first : ValueArray.Take<MeshService>([.. first.Span, .. second.Span]);
}
