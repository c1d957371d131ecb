using Istiod.Config;
using Istiod.Model;
using Istiod.Primitives;

using EnvoyFilter = Istiod.Protos.Istio.Networking.V1Alpha3.EnvoyFilter;
using Selector = Istiod.Protos.Istio.Type.V1Beta1.WorkloadSelector;

namespace Istiod.Compiler.Patches;

/// <summary>An EnvoyFilter with its patches decoded.</summary>
/// <param name="Meta">Metadata, for the order.</param>
/// <param name="Spec">The spec.</param>
/// <param name="Selector">Workloads that it selects; <c>null</c>: all.</param>
/// <param name="Patches">Those that can be decoded.</param>
internal sealed record FilterPatches(
    ObjectMeta Meta, EnvoyFilter Spec, Selector? Selector, ValueArray<ReadPatch> Patches);

/// <summary>A patch and the versions of proxies that it is for.</summary>
internal readonly record struct ReadPatch(EnvoyPatch Patch, VersionCondition? Version);
