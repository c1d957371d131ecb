using System.Net.Security;

namespace Istiod.Options;

/// <summary>Suites by their IANA names.</summary>
internal static class CipherSuites
{
    /// <summary>Suites of <c>--tls-cipher-suites</c>; names that the platform does not know are left out.</summary>
    public static IReadOnlyList<TlsCipherSuite> Of(IReadOnlyList<string> names)
    {
        List<TlsCipherSuite> suites = [];
        foreach (string name in names)
        {
            // Go's names for two suites lack the hash
            string full = name.EndsWith("_CHACHA20_POLY1305", StringComparison.Ordinal) ? name + "_SHA256" : name;
            if (Enum.TryParse(full, out TlsCipherSuite suite))
            {
                suites.Add(suite);
            }
        }

        return suites;
    }
}
