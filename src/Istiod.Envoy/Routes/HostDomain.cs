namespace Istiod.Envoy.Routes;

/// <summary>A domain that a virtual host answers to, with its hash, as the same hosts are put into many configurations.</summary>
/// <param name="Name">The domain.</param>
/// <param name="Hash">Hash that ignores case.</param>
/// <param name="IsAlternative">Made by shortening, or by a dot at the end: yields to a service that has it as full name.</param>
internal readonly record struct HostDomain(string Name, int Hash, bool IsAlternative)
{
    /// <summary>A domain.</summary>
    public static HostDomain Of(string name, bool isAlternative = false) => new(name, HashOf(name), isAlternative);

    /// <summary>The hash of a text.</summary>
    public static int HashOf(string text) => text.GetHashCode(StringComparison.OrdinalIgnoreCase);
}
