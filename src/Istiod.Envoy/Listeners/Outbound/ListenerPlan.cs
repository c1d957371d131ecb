using Istiod.Primitives;

namespace Istiod.Envoy.Listeners.Outbound;

/// <summary>One outbound listener, before anything of the proxy but its addresses is known.</summary>
internal sealed record ListenerPlan
{
    /// <summary>Addresses; the first is primary and names it.</summary>
    public required ValueArray<string> Binds { get; init; }

    /// <summary>It binds to a real port.</summary>
    public bool BindsToPort { get; init; }

    /// <summary>Port; 0 for a Unix socket.</summary>
    public int Port { get; init; }

    /// <summary>Its chains, in order.</summary>
    public ValueArray<ChainPlan> Chains { get; init; }

    /// <summary>Name of the listener.</summary>
    public string Name => string.Create(
        System.Globalization.CultureInfo.InvariantCulture, $"{(Binds.IsEmpty ? "" : Binds[0])}_{Port}");

    /// <summary>Whether one of the chains is HTTP.</summary>
    public bool HasHttp
    {
        get
        {
            foreach (ChainPlan chain in Chains)
            {
                if (chain.Http is not null)
                {
                    return true;
                }
            }

            return false;
        }
    }
}
