using System.Text;
using Istiod.Config;
using Istiod.Model;
using Istiod.Primitives;
using Istiod.Protobuf;
using Istiod.Protos;
using Istiod.Protos.Envoy.Config.Cluster.V3;
using Istiod.Protos.Envoy.Config.Core.V3;
using Istiod.Protos.Envoy.Config.Listener.V3;
using Istiod.Protos.Envoy.Config.Route.V3;
using Istiod.Protos.Envoy.Extensions.Filters.Network.HttpConnectionManager.V3;
using Istiod.Protos.Istio.Networking.V1Alpha3;
using ApplyTo = Istiod.Protos.Istio.Networking.V1Alpha3.EnvoyFilter.Types.ApplyTo;
using NetworkFilter = Istiod.Protos.Envoy.Config.Listener.V3.Filter;
using ObjectMatch = Istiod.Protos.Istio.Networking.V1Alpha3.EnvoyFilter.Types.EnvoyConfigObjectMatch;
using ObjectPatch = Istiod.Protos.Istio.Networking.V1Alpha3.EnvoyFilter.Types.EnvoyConfigObjectPatch;
using Operation = Istiod.Protos.Istio.Networking.V1Alpha3.EnvoyFilter.Types.Patch.Types.Operation;
using Route = Istiod.Protos.Envoy.Config.Route.V3.Route;
using Selector = Istiod.Protos.Istio.Type.V1Beta1.WorkloadSelector;

namespace Istiod.Compiler.Patches;

/// <summary>Decodes the patches of EnvoyFilters.</summary>
/// <remarks>istiod: pilot/pkg/model/envoyfilter.go:convertToEnvoyFilterWrapper, pkg/config/xds/xds.go:BuildXDSObjectFromStruct.</remarks>
internal static class PatchReader
{
    /// <summary>Fields that are not known are ignored: the filter may be meant for another version of Envoy.</summary>
    private static readonly ProtoJsonOptions Json =
        new() { IsJsonpb = true, IgnoreUnknownFields = true, AnyResolver = ProtoTypes.Resolver };

    private static readonly ObjectMatch MatchAll = new();

    /// <summary>Decodes a filter; a patch that cannot be decoded is left out.</summary>
    public static FilterPatches? Read(ConfigObject item)
    {
        if (item.Spec is not EnvoyFilter spec)
        {
            return null;
        }

        Selector? selector = null;
        if (spec.WorkloadSelector is { Labels.Count: > 0 } labels)
        {
            selector = new Selector();
            foreach ((string key, string value) in labels.Labels)
            {
                selector.MatchLabels[key] = value;
            }
        }

        List<ReadPatch> patches = [];
        foreach (ObjectPatch patch in spec.ConfigPatches)
        {
            if (patch.Patch is { } what && TryDecode(patch.ApplyTo, what.Value, out ProtoMessage? value))
            {
                ObjectMatch match = patch.Match ?? MatchAll;
                patches.Add(new ReadPatch(
                    new EnvoyPatch(item.Key, patch.ApplyTo, OperationOf(patch.ApplyTo, what.Operation), match, value),
                    VersionCondition.Read(match.Proxy?.ProxyVersion ?? "")));
            }
        }

        return new FilterPatches(item.Meta, spec, selector, ValueArray.From(patches));
    }

    /// <summary>What has no order within its parent is not inserted anywhere, but added.</summary>
    private static Operation OperationOf(ApplyTo applyTo, Operation operation) =>
        operation is Operation.InsertAfter or Operation.InsertBefore or Operation.InsertFirst
        && applyTo is not (ApplyTo.HttpFilter or ApplyTo.NetworkFilter or ApplyTo.HttpRoute or ApplyTo.ListenerFilter)
            ? Operation.Add
            : operation;

    private static bool TryDecode(ApplyTo applyTo, Struct? value, out ProtoMessage? message)
    {
        message = null;
        if (value is null)
        {
            return true;
        }

        byte[] json = Encoding.UTF8.GetBytes(value.ToJson());
        try
        {
            message = applyTo switch
            {
                ApplyTo.Cluster => Cluster.ParseJson(json, Json),
                ApplyTo.Listener => Listener.ParseJson(json, Json),
                ApplyTo.RouteConfiguration => RouteConfiguration.ParseJson(json, Json),
                ApplyTo.FilterChain => FilterChain.ParseJson(json, Json),
                ApplyTo.HttpFilter => HttpFilter.ParseJson(json, Json),
                ApplyTo.NetworkFilter => NetworkFilter.ParseJson(json, Json),
                ApplyTo.VirtualHost => VirtualHost.ParseJson(json, Json),
                ApplyTo.HttpRoute => Route.ParseJson(json, Json),
                ApplyTo.ExtensionConfig => TypedExtensionConfig.ParseJson(json, Json),
                ApplyTo.ListenerFilter => ListenerFilter.ParseJson(json, Json),
                _ => null, // bootstrap patches are of agents
            };
            return message is not null;
        }
        catch (ProtoJsonException)
        {
            return false;
        }
    }
}
