using Istiod.Protos.Envoy.Type.Matcher.V3;
using Istiod.Protos.Istio.Networking.V1Alpha3;

namespace Istiod.Envoy.Routes;

/// <summary>Text conditions of Istio's API as Envoy's.</summary>
/// <remarks>istiod: pilot/pkg/networking/util/util.go:ConvertToEnvoyMatch.</remarks>
internal static class StringMatches
{
    /// <summary>The condition, or <c>null</c> if nothing is set.</summary>
    public static StringMatcher? Convert(StringMatch value) => value.MatchTypeCase switch
    {
        StringMatch.MatchTypeOneofCase.Exact => new StringMatcher { Exact = value.Exact },
        StringMatch.MatchTypeOneofCase.Prefix => new StringMatcher { Prefix = value.Prefix },
        StringMatch.MatchTypeOneofCase.Regex => new StringMatcher { SafeRegex = new RegexMatcher { Regex = value.Regex } },
        _ => null,
    };
}
