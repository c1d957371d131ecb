namespace Istiod.Model;

/// <summary>Where a service comes from.</summary>
public enum ServiceRegistry
{
    /// <summary>A Kubernetes Service.</summary>
    Kubernetes,

    /// <summary>A ServiceEntry.</summary>
    External,
}
