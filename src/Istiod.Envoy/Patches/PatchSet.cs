using Istiod.Model;
using Istiod.Primitives;
using Istiod.Protobuf;
using Istiod.Resources;
using ApplyTo = Istiod.Protos.Istio.Networking.V1Alpha3.EnvoyFilter.Types.ApplyTo;
using Context = Istiod.Protos.Istio.Networking.V1Alpha3.EnvoyFilter.Types.PatchContext;
using Operation = Istiod.Protos.Istio.Networking.V1Alpha3.EnvoyFilter.Types.Patch.Types.Operation;
using ProxyMatch = Istiod.Protos.Istio.Networking.V1Alpha3.EnvoyFilter.Types.ProxyMatch;

namespace Istiod.Envoy.Patches;

/// <summary>The patches of one type of resources that a proxy gets; equal for proxies that are patched alike.</summary>
/// <param name="Kind">Sidecar, gateway…</param>
/// <param name="Patches">The patches, in order.</param>
/// <param name="Ports">Of gateways: ports that are listened on with the service ports that lead there.</param>
internal sealed record PatchSet(ProxyKind Kind, ValueArray<EnvoyPatch> Patches, ValueArray<ListenedPort> Ports)
{
    /// <summary>Those of <paramref name="all"/> that concern a type and are meant for a proxy; <c>null</c> if none is.</summary>
    public static PatchSet? Of(ValueArray<EnvoyPatch> all, ProxyIdentity proxy, XdsType type, ValueArray<ListenedPort> ports)
    {
        List<EnvoyPatch> found = [];
        foreach (EnvoyPatch patch in all)
        {
            if (Concerns(patch, proxy.Kind, type) && IsFor(patch.Match.Proxy, proxy))
            {
                found.Add(patch);
            }
        }

        return found.Count == 0
            ? null
            : new PatchSet(
                proxy.Kind,
                ValueArray.From(found),
                type == XdsType.Route && proxy.Kind == ProxyKind.Router ? ports : default);
    }

    /// <summary>The patches of one kind of things in a context.</summary>
    public List<EnvoyPatch> Of(ApplyTo applyTo, Context context)
    {
        List<EnvoyPatch> found = [];
        foreach (EnvoyPatch patch in Patches)
        {
            if (patch.ApplyTo == applyTo && (patch.Match.Context == context || patch.Match.Context == Context.Any))
            {
                found.Add(patch);
            }
        }

        return found;
    }

    /// <summary>Whether there are patches of one kind of things.</summary>
    public bool Has(ApplyTo applyTo)
    {
        foreach (EnvoyPatch patch in Patches)
        {
            if (patch.ApplyTo == applyTo)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>What is added as a whole. Patches for any context add to the outbound side only, so that nothing is there twice.</summary>
    public List<ProtoMessage> Added(ApplyTo applyTo)
    {
        List<ProtoMessage> added = [];
        foreach (EnvoyPatch patch in Patches)
        {
            if (patch.ApplyTo == applyTo
                && patch.Operation == Operation.Add
                && patch.Value is { } value
                && (patch.Match.Context == Context.Any || Includes(patch.Match.Context)))
            {
                added.Add(value);
            }
        }

        return added;
    }

    private bool Includes(Context context) => Kind switch
    {
        ProxyKind.Router => context == Context.Gateway,
        ProxyKind.Waypoint => context == Context.Waypoint,
        _ => context is Context.SidecarInbound or Context.SidecarOutbound,
    };

    private static bool Concerns(EnvoyPatch patch, ProxyKind kind, XdsType type) => patch.ApplyTo switch
    {
        ApplyTo.Listener or ApplyTo.ListenerFilter or ApplyTo.FilterChain or ApplyTo.NetworkFilter or ApplyTo.HttpFilter =>
            type == XdsType.Listener,
        ApplyTo.RouteConfiguration or ApplyTo.VirtualHost or ApplyTo.HttpRoute =>
            type == XdsType.Route || (type == XdsType.Listener && IsInline(patch.Match.Context, kind)),
        ApplyTo.Cluster => type == XdsType.Cluster,
        ApplyTo.ExtensionConfig => type == XdsType.ExtensionConfig,
        _ => false,
    };

    /// <summary>Inbound routes are in the listener.</summary>
    private static bool IsInline(Context context, ProxyKind kind) =>
        kind == ProxyKind.Sidecar && (context is Context.Any or Context.SidecarInbound);

    /// <summary>Whether metadata are as a patch asks for; its version has been looked at.</summary>
    /// <remarks>istiod: pilot/pkg/model/envoyfilter.go:proxyMatch.</remarks>
    private static bool IsFor(ProxyMatch? match, ProxyIdentity proxy)
    {
        if (match is null)
        {
            return true;
        }

        foreach ((string key, string value) in match.Metadata)
        {
            if (!proxy.Metadata.Raw.TryGetText(key, out string? own) || !string.Equals(own, value, StringComparison.Ordinal))
            {
                return false;
            }
        }

        return true;
    }
}

/// <summary>A port that is listened on and a service port that leads there.</summary>
internal readonly record struct ListenedPort(int Listened, int Service);
