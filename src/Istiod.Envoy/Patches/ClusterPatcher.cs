using System.Globalization;
using Istiod.Model;
using Istiod.Protobuf;
using Istiod.Protos.Envoy.Config.Cluster.V3;
using Istiod.Protos.Envoy.Config.Core.V3;
using ApplyTo = Istiod.Protos.Istio.Networking.V1Alpha3.EnvoyFilter.Types.ApplyTo;
using ClusterMatch = Istiod.Protos.Istio.Networking.V1Alpha3.EnvoyFilter.Types.ClusterMatch;
using Context = Istiod.Protos.Istio.Networking.V1Alpha3.EnvoyFilter.Types.PatchContext;
using Operation = Istiod.Protos.Istio.Networking.V1Alpha3.EnvoyFilter.Types.Patch.Types.Operation;

namespace Istiod.Envoy.Patches;

/// <summary>Patches clusters.</summary>
/// <remarks>istiod: pilot/pkg/networking/core/envoyfilter/cluster_patch.go.</remarks>
internal static class ClusterPatcher
{
    private const string Inbound = "inbound";

    /// <summary>Patches <paramref name="cluster"/> itself.</summary>
    /// <returns>False if it is removed.</returns>
    public static bool Apply(PatchSet set, Cluster cluster)
    {
        foreach (EnvoyPatch patch in set.Of(ApplyTo.Cluster, ContextOf(set, cluster.Name)))
        {
            if (patch.Match.Cluster is { } match && !Matches(match, cluster))
            {
                continue;
            }

            if (patch.Operation == Operation.Remove)
            {
                return false;
            }

            if (patch is { Operation: Operation.Merge, Value: Cluster value })
            {
                Merge(cluster, value);
            }
        }

        return true;
    }

    private static Context ContextOf(PatchSet set, string name) => set.Kind switch
    {
        ProxyKind.Router => Context.Gateway,
        ProxyKind.Waypoint => Context.Waypoint,
        _ => name == EnvoyNames.InboundPassthroughCluster || name.StartsWith("inbound|", StringComparison.Ordinal)
            ? Context.SidecarInbound
            : Context.SidecarOutbound,
    };

    /// <summary>A patch with a transport socket patches nothing else.</summary>
    private static void Merge(Cluster cluster, Cluster value)
    {
        if (value.TransportSocket is not { } patch)
        {
            cluster.MergeFrom(value);
            return;
        }

        TransportSocket? own = null;
        if (cluster.TransportSocketMatches.Count > 0)
        {
            foreach (Cluster.Types.TransportSocketMatch match in cluster.TransportSocketMatches)
            {
                if (match.TransportSocket is { } candidate && candidate.Name == patch.Name)
                {
                    own = candidate;
                    break;
                }
            }

            if (own is null)
            {
                return; // a cluster cannot have both kinds
            }
        }
        else if (cluster.TransportSocket is { } single && single.Name == patch.Name)
        {
            own = single;
        }

        if (own is null)
        {
            cluster.TransportSocket = patch.Clone();
        }
        else if (own.TypedConfig is { } config && patch.TypedConfig is { } other)
        {
            own.TypedConfig = PatchEdits.Merge(config, other);
        }
    }

    private static bool Matches(ClusterMatch match, Cluster cluster)
    {
        if (match.Name.Length > 0)
        {
            return match.Name == cluster.Name;
        }

        string separator = cluster.Name.StartsWith("outbound_.", StringComparison.Ordinal) ? "_." : "|";
        string[] parts = cluster.Name.Split(separator);
        int port = parts.Length > 2 && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            ? number
            : 0;
        return (match.Subset.Length == 0 || (parts.Length > 3 && parts[2] == match.Subset))
            && (match.PortNumber == 0 || port == match.PortNumber)
            && (match.Service.Length == 0 || Serves(cluster, parts, match.Service));
    }

    /// <summary>Names of inbound clusters lack the service: it is in the metadata.</summary>
    private static bool Serves(Cluster cluster, string[] parts, string service)
    {
        if (parts[0] != Inbound)
        {
            return parts.Length == 4 && parts[3] == service;
        }

        if (cluster.Metadata is { } metadata
            && metadata.FilterMetadata.TryGetValue(EnvoyNames.IstioMetadata, out Struct? istio)
            && istio.Fields.TryGetValue("services", out Value? services)
            && services.ListValue is { } list)
        {
            foreach (Value one in list.Values)
            {
                if (one.StructValue is { } fields
                    && fields.Fields.TryGetValue("host", out Value? host)
                    && host.StringValue == service)
                {
                    return true;
                }
            }
        }

        return false;
    }
}
