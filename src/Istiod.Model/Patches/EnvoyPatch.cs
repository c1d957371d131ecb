using Istiod.Primitives;
using Istiod.Protobuf;
using Istiod.Protos.Istio.Networking.V1Alpha3;
using ApplyTo = Istiod.Protos.Istio.Networking.V1Alpha3.EnvoyFilter.Types.ApplyTo;
using ObjectMatch = Istiod.Protos.Istio.Networking.V1Alpha3.EnvoyFilter.Types.EnvoyConfigObjectMatch;
using Operation = Istiod.Protos.Istio.Networking.V1Alpha3.EnvoyFilter.Types.Patch.Types.Operation;

namespace Istiod.Model;

/// <summary>One patch of an <see cref="EnvoyFilter"/>: its value is decoded already.</summary>
/// <param name="Filter">The object.</param>
/// <param name="ApplyTo">What kind of thing it patches.</param>
/// <param name="Operation">How.</param>
/// <param name="Match">Which things, and of which proxies. Never written to.</param>
/// <param name="Value">What is added or merged, of the type that <paramref name="ApplyTo"/> asks for; <c>null</c> if none is given.</param>
/// <remarks>istiod: pilot/pkg/model/envoyfilter.go:EnvoyFilterConfigPatchWrapper.</remarks>
public sealed record EnvoyPatch(
    NamespacedName Filter, ApplyTo ApplyTo, Operation Operation, ObjectMatch Match, ProtoMessage? Value)
{
    /// <summary>Cheap: by the object, not by the content.</summary>
    public override int GetHashCode() => HashCode.Combine(Filter, ApplyTo, Operation);
}
