using Istiod.Envoy.Filters;
using Istiod.Model;
using Istiod.Protobuf;
using Istiod.Protos.Envoy.Config.Core.V3;
using Istiod.Protos.Envoy.Config.Listener.V3;
using Istiod.Protos.Envoy.Extensions.Filters.Network.HttpConnectionManager.V3;
using Istiod.Protos.Istio.Networking.V1Alpha3;
using ApplyTo = Istiod.Protos.Istio.Networking.V1Alpha3.EnvoyFilter.Types.ApplyTo;
using Context = Istiod.Protos.Istio.Networking.V1Alpha3.EnvoyFilter.Types.PatchContext;
using FilterMatch = Istiod.Protos.Istio.Networking.V1Alpha3.EnvoyFilter.Types.ListenerMatch.Types.FilterMatch;
using NetworkFilter = Istiod.Protos.Envoy.Config.Listener.V3.Filter;
using Operation = Istiod.Protos.Istio.Networking.V1Alpha3.EnvoyFilter.Types.Patch.Types.Operation;

namespace Istiod.Envoy.Patches;

/// <summary>Patches one listener, from the outside in.</summary>
/// <remarks>istiod: pilot/pkg/networking/core/envoyfilter/listener_patch.go:patchListener.</remarks>
internal sealed class ListenerPatcher
{
    private readonly PatchSet _set;
    private readonly Listener _listener;
    private readonly Context _context;
    private readonly bool _isVirtual;

    private ListenerPatcher(PatchSet set, Listener listener)
    {
        _set = set;
        _listener = listener;
        _context = set.Kind == ProxyKind.Router ? Context.Gateway
            : listener.TrafficDirection == TrafficDirection.Inbound ? Context.SidecarInbound
            : Context.SidecarOutbound;
        _isVirtual = listener.Name is "virtualInbound" or "virtualOutbound";
    }

    /// <summary>Patches <paramref name="listener"/> itself.</summary>
    /// <returns>False if it is removed.</returns>
    public static bool Apply(PatchSet set, Listener listener) => new ListenerPatcher(set, listener).Apply();

    private bool Apply()
    {
        if (_context == Context.SidecarInbound && RoutePatcher.Concerns(_set))
        {
            PatchInlineRoutes();
        }

        foreach (EnvoyPatch patch in Matching(ApplyTo.Listener))
        {
            if (patch.Operation == Operation.Remove)
            {
                return false;
            }

            if (patch is { Operation: Operation.Merge, Value: Listener value })
            {
                _listener.MergeFrom(value);
            }
        }

        foreach (EnvoyPatch patch in Matching(ApplyTo.ListenerFilter))
        {
            PatchListenerFilters(patch);
        }

        PatchChains();
        return true;
    }

    private List<EnvoyPatch> Matching(ApplyTo applyTo)
    {
        List<EnvoyPatch> found = [];
        foreach (EnvoyPatch patch in _set.Of(applyTo, _context))
        {
            if (patch.Match.Listener is not { } match
                || ((match.Name.Length == 0 || string.Equals(match.Name, _listener.Name, StringComparison.Ordinal))
                    && HasPort(match, applyTo)))
            {
                found.Add(patch);
            }
        }

        return found;
    }

    /// <summary>The ports of redirected traffic are those of the chains, unless the listener itself is meant.</summary>
    private bool HasPort(EnvoyFilter.Types.ListenerMatch match, ApplyTo applyTo) =>
        match.PortNumber == 0
        || (_isVirtual && applyTo != ApplyTo.Listener)
        || _listener.Address?.SocketAddress?.PortValue == match.PortNumber;

    private void PatchListenerFilters(EnvoyPatch patch)
    {
        string name = patch.Match.Listener?.ListenerFilter ?? "";
        if (patch.Operation != Operation.Merge)
        {
            PatchEdits.Edit(_listener.ListenerFilters, patch, name.Length == 0 ? null : filter => filter.Name == name);
            return;
        }

        if (patch.Value is not ListenerFilter { TypedConfig: { } config } || name.Length == 0)
        {
            return;
        }

        // Differs: only the filter that is named is merged into. istiod merges into those of other types too, which fails.
        foreach (ListenerFilter filter in _listener.ListenerFilters)
        {
            if (filter.TypedConfig is { } own)
            {
                filter.TypedConfig = PatchEdits.Merge(own, config);
            }
        }
    }

    private void PatchChains()
    {
        for (int i = _listener.FilterChains.Count - 1; i >= 0; i--)
        {
            FilterChain chain = _listener.FilterChains[i];
            if (chain.Filters.Count == 0 || IsRemoved(chain))
            {
                _listener.FilterChains.RemoveAt(i);
            }
        }

        if (_listener.DefaultFilterChain is { Filters.Count: > 0 } last && IsRemoved(last))
        {
            _listener.DefaultFilterChain = null;
        }

        foreach (EnvoyPatch patch in Matching(ApplyTo.FilterChain))
        {
            if (patch is { Operation: Operation.Add, Value: FilterChain { Filters.Count: > 0 } value })
            {
                _listener.FilterChains.Add(value.Clone());
            }
        }
    }

    /// <summary>Patches a chain.</summary>
    /// <returns>Whether it is removed instead.</returns>
    private bool IsRemoved(FilterChain chain)
    {
        foreach (EnvoyPatch patch in Matching(ApplyTo.FilterChain))
        {
            if (!Matches(patch, chain))
            {
                continue;
            }

            if (patch.Operation == Operation.Remove)
            {
                return true;
            }

            if (patch is { Operation: Operation.Merge, Value: FilterChain value })
            {
                Merge(chain, value);
            }
        }

        foreach (EnvoyPatch patch in Matching(ApplyTo.NetworkFilter))
        {
            if (Matches(patch, chain) && patch.Operation != Operation.Merge)
            {
                string? name = FilterOf(patch)?.Name;
                PatchEdits.Edit(chain.Filters, patch, name is null ? null : filter => filter.Name == name);
            }
        }

        foreach (NetworkFilter filter in chain.Filters)
        {
            PatchFilter(chain, filter);
        }

        return false;
    }

    /// <summary>A transport socket of the same kind is merged into, and then nothing else of the patch.</summary>
    private static void Merge(FilterChain chain, FilterChain value)
    {
        if (value.TransportSocket is { } patch
            && chain.TransportSocket is { } own
            && string.Equals(patch.Name, own.Name, StringComparison.Ordinal))
        {
            if (own.TypedConfig is { } config && patch.TypedConfig is { } other)
            {
                own.TypedConfig = PatchEdits.Merge(config, other);
            }

            return;
        }

        chain.MergeFrom(value);
    }

    private void PatchFilter(FilterChain chain, NetworkFilter filter)
    {
        foreach (EnvoyPatch patch in Matching(ApplyTo.NetworkFilter))
        {
            if (patch is { Operation: Operation.Merge, Value: NetworkFilter value }
                && Matches(patch, chain)
                && Matches(patch, filter)
                && filter.TypedConfig is { } config)
            {
                filter.Name = value.Name.Length > 0 ? value.Name : filter.Name;
                filter.TypedConfig = value.TypedConfig is { } other ? PatchEdits.Merge(config, other) : config;
            }
        }

        if (filter.Name == NetworkFilterNames.HttpConnectionManager
            && _set.Has(ApplyTo.HttpFilter)
            && filter.TypedConfig is { } typed
            && typed.TryUnpack(out HttpConnectionManager manager))
        {
            PatchHttpFilters(chain, filter, manager.HttpFilters);
            filter.TypedConfig = AnyValue.Pack(manager);
        }
    }

    private void PatchHttpFilters(FilterChain chain, NetworkFilter parent, RepeatedField<HttpFilter> filters)
    {
        List<EnvoyPatch> patches = [];
        foreach (EnvoyPatch patch in Matching(ApplyTo.HttpFilter))
        {
            if (Matches(patch, chain) && Matches(patch, parent))
            {
                patches.Add(patch);
            }
        }

        foreach (EnvoyPatch patch in patches)
        {
            if (patch.Operation != Operation.Merge)
            {
                string? name = FilterOf(patch)?.SubFilter?.Name;
                PatchEdits.Edit(filters, patch, name is null ? null : filter => filter.Name == name);
            }
        }

        foreach (HttpFilter filter in filters)
        {
            foreach (EnvoyPatch patch in patches)
            {
                if (patch is { Operation: Operation.Merge, Value: HttpFilter value }
                    && (FilterOf(patch)?.SubFilter is not { } sub || sub.Name == filter.Name)
                    && filter.TypedConfig is { } config)
                {
                    filter.Name = value.Name.Length > 0 ? value.Name : filter.Name;
                    filter.TypedConfig = value.TypedConfig is { } other ? PatchEdits.Merge(config, other) : config;
                }
            }
        }
    }

    private void PatchInlineRoutes()
    {
        foreach (FilterChain chain in _listener.FilterChains)
        {
            foreach (NetworkFilter filter in chain.Filters)
            {
                if (filter.Name == NetworkFilterNames.HttpConnectionManager
                    && filter.TypedConfig is { } typed
                    && typed.TryUnpack(out HttpConnectionManager manager)
                    && manager.RouteConfig is { } routes)
                {
                    new RoutePatcher(_set, _context).Apply(routes);
                    filter.TypedConfig = AnyValue.Pack(manager);
                }
            }
        }
    }

    private static FilterMatch? FilterOf(EnvoyPatch patch) => patch.Match.Listener?.FilterChain?.Filter;

    private static bool Matches(EnvoyPatch patch, NetworkFilter filter) =>
        FilterOf(patch) is not { } match || string.Equals(match.Name, filter.Name, StringComparison.Ordinal);

    private bool Matches(EnvoyPatch patch, FilterChain chain)
    {
        if (patch.Match.Listener is not { } listener)
        {
            return true;
        }

        FilterChainMatch? own = chain.FilterChainMatch;
        if (_isVirtual && listener.PortNumber > 0 && (own?.DestinationPort ?? 0) != listener.PortNumber)
        {
            return false;
        }

        if (listener.FilterChain is not { } match)
        {
            return true;
        }

        if ((match.Name.Length > 0 && match.Name != chain.Name)
            || (match.Sni.Length > 0 && own?.ServerNames.Contains(match.Sni) != true)
            || (match.TransportProtocol.Length > 0 && own?.TransportProtocol != match.TransportProtocol)
            || (match.DestinationPort > 0 && own?.DestinationPort != match.DestinationPort))
        {
            return false;
        }

        if (match.ApplicationProtocols.Length > 0)
        {
            foreach (string protocol in match.ApplicationProtocols.Split(','))
            {
                if (own?.ApplicationProtocols.Contains(protocol) != true)
                {
                    return false;
                }
            }
        }

        return true;
    }
}
