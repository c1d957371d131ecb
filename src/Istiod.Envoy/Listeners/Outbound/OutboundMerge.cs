using Istiod.Model;
using Istiod.Primitives;

namespace Istiod.Envoy.Listeners.Outbound;

/// <summary>Puts offers together into listeners: one for each address and port.</summary>
/// <remarks>istiod: pilot/pkg/networking/core/listener.go:buildSidecarOutboundListener, mergeTCPFilterChains.</remarks>
internal sealed class OutboundMerge(AddressView addresses, ValueArray<string> wildcards, OutboundChains chains)
{
    private readonly Dictionary<(string Bind, int Port), Entry> _byPlace = [];
    private readonly List<Entry> _entries = [];

    /// <summary>From now on nothing is added to the listeners that exist.</summary>
    public void LockAll()
    {
        foreach (Entry entry in _entries)
        {
            entry.IsLocked = true;
        }
    }

    /// <summary>The listeners.</summary>
    public IEnumerable<ListenerPlan> Plans()
    {
        foreach (Entry entry in _entries)
        {
            yield return new ListenerPlan
            {
                Binds = entry.Offer.Binds,
                BindsToPort = entry.Offer.BindsToPort,
                Port = entry.Offer.Port.Number,
                Chains = ValueArray.From(entry.Chains),
            };
        }
    }

    /// <summary>Adds an offer, or refuses it if it cannot stand beside what is there.</summary>
    public void Add(OutboundOffer offer)
    {
        ListenerProtocol kind = ListenerProtocols.Class(offer.Port.Protocol);
        if (offer.Service.Resolution == Resolution.Alias || kind == ListenerProtocol.None)
        {
            return; // an alias has no traffic of its own
        }

        ValueArray<string> ranges = default;
        if (offer.Binds.IsEmpty)
        {
            offer = kind == ListenerProtocol.Http ? offer with { Binds = wildcards } : Place(offer, out ranges);
        }

        _byPlace.TryGetValue((offer.PrimaryBind, offer.Port.Number), out Entry? there);
        if (there?.IsLocked == true || !Fits(offer.Port.Protocol, kind, there?.Protocol))
        {
            return;
        }

        Protocol protocol = offer.Port.Protocol;
        List<ChainPlan> made = [];
        if (protocol == Protocol.HttpProxy)
        {
            made.Add(OutboundChains.Http(offer, wildcards[0]));
        }
        else if (kind == ListenerProtocol.Http)
        {
            ChainPlan http = OutboundChains.Http(offer, wildcards[0]);
            if (string.Equals(offer.PrimaryBind, wildcards[0], StringComparison.Ordinal))
            {
                // Beside HTTP, anything may come to this port of any address.
                http = chains.Detected(http);
                protocol = Protocol.Unsupported;
            }

            made.Add(http);
        }
        else
        {
            made.AddRange(chains.Tcp(offer, ranges));
            if (kind == ListenerProtocol.Detect)
            {
                made.Add(chains.Detected(OutboundChains.Http(offer, wildcards[0])));
            }
        }

        Put(offer, protocol, kind, made, there);
    }

    /// <summary>Whether the offer brings anything to a listener that is there.</summary>
    private static bool Fits(Protocol offered, ListenerProtocol kind, Protocol? there)
    {
        if (there is not { } existing || offered == Protocol.HttpProxy)
        {
            return true;
        }

        // An HTTP chain serves all services of the port, whose routes tell them apart.
        if ((kind == ListenerProtocol.Http && !existing.IsTcp())
            || (kind == ListenerProtocol.Detect && !existing.IsTcp() && !existing.IsHttp()))
        {
            return false;
        }

        // With these the server speaks first, so nothing can be detected.
        return offered == existing
            || (offered is not (Protocol.Mongo or Protocol.MySql) && existing is not (Protocol.Mongo or Protocol.MySql));
    }

    private void Put(OutboundOffer offer, Protocol protocol, ListenerProtocol kind, List<ChainPlan> made, Entry? there)
    {
        if (there is null)
        {
            Entry entry = new(offer, protocol, made);
            _byPlace.Add((offer.PrimaryBind, offer.Port.Number), entry);
            _entries.Add(entry);
            return;
        }

        bool replaces = offer.Port.Protocol == Protocol.HttpProxy
            || (kind == ListenerProtocol.Detect && there.Protocol.IsHttp());
        if (replaces)
        {
            there.Offer = offer;
            there.Protocol = protocol;
            there.Chains = made;
            return;
        }

        foreach (ChainPlan chain in made)
        {
            if (!there.Chains.Exists(chain.ConflictsWith))
            {
                there.Chains.Add(chain);
            }
        }

        bool isMixed = kind switch
        {
            ListenerProtocol.Tcp => there.Protocol.IsHttp(),
            _ => true,
        };
        if (isMixed)
        {
            there.Protocol = Protocol.Unsupported;
        }
    }

    /// <summary>TCP listens on the service's own address; for ranges, on all addresses with the range as a match.</summary>
    private OutboundOffer Place(OutboundOffer offer, out ValueArray<string> ranges)
    {
        ranges = default;
        MeshService service = offer.Service;
        string primary = addresses.PrimaryOf(service);
        List<string> all = [primary, .. addresses.ExtraOf(service)];
        if (service.Registry == ServiceRegistry.External
            && string.Equals(primary, Listeners.Addresses.AnyIPv4, StringComparison.Ordinal))
        {
            // A ServiceEntry without an address: what it stands for depends on the proxy.
            if (addresses.Families == AddressFamilies.IPv6)
            {
                all[0] = Listeners.Addresses.AnyIPv6;
            }
            else if (addresses.Families == AddressFamilies.Dual)
            {
                all.Add(Listeners.Addresses.AnyIPv6);
            }
        }

        if (primary.Length == 0)
        {
            return offer;
        }

        if (!primary.Contains('/', StringComparison.Ordinal))
        {
            return offer with { Binds = ValueArray.From(all) };
        }

        ranges = ValueArray.From(all);
        return offer with { Binds = wildcards };
    }

    private sealed class Entry(OutboundOffer offer, Protocol protocol, List<ChainPlan> chains)
    {
        public OutboundOffer Offer { get; set; } = offer;

        public Protocol Protocol { get; set; } = protocol;

        public List<ChainPlan> Chains { get; set; } = chains;

        public bool IsLocked { get; set; }
    }
}
