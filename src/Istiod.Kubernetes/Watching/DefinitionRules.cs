using System.Globalization;
using Istiod.Config;

namespace Istiod.Kubernetes.Watching;

/// <summary>Which CustomResourceDefinitions are used.</summary>
/// <remarks>istiod: pkg/kube/kclient/crdwatcher.go:minimumVersionFilter, filterPilotResources; schema/gatewayapi:MinimumCRDVersions.</remarks>
internal sealed class DefinitionRules(string ignored, string included)
{
    private const string BundleAnnotation = "gateway.networking.k8s.io/bundle-version";

    private static readonly (string Name, Version Minimum)[] s_minimum =
    [
        ("grpcroutes.gateway.networking.k8s.io", new Version(1, 1, 0)),
        ("backendtlspolicies.gateway.networking.k8s.io", new Version(1, 4, 0)),
        ("tlsroutes.gateway.networking.k8s.io", new Version(1, 5, 0)),
    ];

    private readonly string[] _ignored = Split(ignored);
    private readonly string[] _included = Split(included);

    /// <summary>Why a definition is not used; <c>null</c> if it is.</summary>
    public string? Refusal(ConfigObject definition)
    {
        string name = definition.Meta.Name;
        if (Matches(_ignored, name) && !Matches(_included, name))
        {
            return "it is on the list of ignored resources";
        }

        foreach ((string known, Version minimum) in s_minimum)
        {
            if (!string.Equals(known, name, StringComparison.Ordinal))
            {
                continue;
            }

            string bundle = definition.Meta.Annotations.GetOrEmpty(BundleAnnotation);
            return !TryParse(bundle, out Version version) ? $"its bundle version \"{bundle}\" is missing or wrong"
                : version < minimum ? $"its bundle version {bundle} is below {minimum}, the least that is read"
                : null;
        }

        return null;
    }

    // vMAJOR[.MINOR[.PATCH]] with a pre-release or build that does not count, as Masterminds/semver reads it.
    private static bool TryParse(string text, out Version version)
    {
        version = new Version(0, 0, 0);
        ReadOnlySpan<char> rest = text.AsSpan(text.StartsWith('v') ? 1 : 0);
        int end = rest.IndexOfAny('-', '+');
        rest = end < 0 ? rest : rest[..end];
        Span<int> numbers = stackalloc int[3];
        int count = 0;
        foreach (Range range in rest.Split('.'))
        {
            if (count == 3 || !int.TryParse(rest[range], NumberStyles.None, CultureInfo.InvariantCulture, out numbers[count]))
            {
                return false;
            }

            count++;
        }

        version = new Version(numbers[0], numbers[1], numbers[2]);
        return count > 0;
    }

    private static string[] Split(string list) =>
        list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static bool Matches(string[] patterns, string name)
    {
        foreach (string pattern in patterns)
        {
            if (pattern.StartsWith("*.", StringComparison.Ordinal)
                ? name.EndsWith(pattern[2..], StringComparison.Ordinal)
                : string.Equals(pattern, name, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }
}
