namespace Istiod.Model;

/// <summary>How traffic gets to a sidecar.</summary>
public enum InterceptionMode
{
    /// <summary>iptables REDIRECT.</summary>
    Redirect,

    /// <summary>iptables TPROXY: source addresses are kept.</summary>
    Tproxy,

    /// <summary>Not at all: listeners bind to ports.</summary>
    None,
}
