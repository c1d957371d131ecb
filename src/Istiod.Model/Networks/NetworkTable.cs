namespace Istiod.Model;

/// <summary>Gateways between networks, by whether names are resolved.</summary>
/// <param name="Resolved">With IP addresses only: what endpoints of EDS are replaced by.</param>
/// <param name="Unresolved">With DNS names too: for clusters whose proxy resolves by itself.</param>
public sealed record NetworkTable(NetworkGateways Resolved, NetworkGateways Unresolved)
{
    /// <summary>One network.</summary>
    public static readonly NetworkTable None = new(NetworkGateways.None, NetworkGateways.None);
}
