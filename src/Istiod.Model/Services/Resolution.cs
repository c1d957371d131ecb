namespace Istiod.Model;

/// <summary>How a proxy finds the endpoints of a service.</summary>
public enum Resolution
{
    /// <summary>Endpoints are known to the control plane and balanced by the proxy (EDS).</summary>
    ClientSide,

    /// <summary>The proxy resolves names by DNS and balances over all answers.</summary>
    Dns,

    /// <summary>The proxy resolves names by DNS and uses one answer after the other.</summary>
    DnsRoundRobin,

    /// <summary>The connection goes to its original destination.</summary>
    Passthrough,

    /// <summary>The name stands for another service (ExternalName).</summary>
    Alias,

    /// <summary>The proxy resolves the requested name by DNS (wildcard ServiceEntry).</summary>
    DynamicDns,
}
