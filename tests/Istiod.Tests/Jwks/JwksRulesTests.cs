using System.Net;
using Istiod.Config;
using Istiod.Jwks;
using Istiod.Model;
using Istiod.Protobuf;
using Istiod.Protos.Istio.Security.V1Beta1;

namespace Istiod.Tests.Jwks;

public sealed class JwksRulesTests
{
    [Theory]
    [InlineData("false", "https://keys.example/jwks", "", true)]
    [InlineData("istiod", "https://keys.example/jwks", "", true)]
    [InlineData("false", "https://keys.example/jwks", "{}", false)] // written down
    [InlineData("false", "", "{}", false)]
    [InlineData("false", "", "", true)] // by the issuer's description
    [InlineData("envoy", "https://keys.example/jwks", "", false)] // proxies fetch
    [InlineData("envoy", "", "", true)]
    [InlineData("hybrid", "https://keys.example/jwks", "", true)]
    [InlineData("true", "https://keys.example/jwks", "{}", true)] // also over keys that are written down
    [InlineData("true", "http://in-mesh.default.svc.cluster.local/jwks", "", false)]
    public void Rule_IsFetchedFor_AsTheModeSays(string mode, string uri, string inline, bool isFetched)
    {
        Dictionary<JwtKeysDemand, TimeSpan> demands = [];
        ConfigObject item = Object("a", new JWTRule { Issuer = "https://issuer.example", JwksUri = uri, Jwks = inline });

        JwksRules.Add(item, mode, static address => address.Contains("in-mesh", StringComparison.Ordinal), demands);

        Assert.Equal(isFetched, demands.ContainsKey(new JwtKeysDemand(uri, "https://issuer.example")));
        Assert.Equal(isFetched ? 1 : 0, demands.Count);
    }

    [Theory]
    [InlineData(null, 5)]
    [InlineData(2L, 2)]
    [InlineData(0L, 5)]
    [InlineData(100_000L, 30)] // whatever a rule says, others do not wait for ever
    public void Timeout_IsTheRules_WithinLimits(long? seconds, int expected)
    {
        Dictionary<JwtKeysDemand, TimeSpan> demands = [];
        JWTRule rule = new() { Issuer = "i", JwksUri = "https://keys.example" };
        if (seconds is { } given)
        {
            rule.Timeout = new Duration(given, 0);
        }

        JwksRules.Add(Object("a", rule), "false", static _ => false, demands);

        Assert.Equal(TimeSpan.FromSeconds(expected), Assert.Single(demands).Value);
    }

    [Theory]
    [InlineData("10.1.2.3", true)]
    [InlineData("::ffff:10.1.2.3", true)]
    [InlineData("169.254.169.254", true)]
    [InlineData("fd00::1", true)]
    [InlineData("11.1.2.3", false)]
    [InlineData("fe80::1", false)]
    public void BlockedAddresses_AreThoseOfTheRanges(string address, bool isBlocked)
    {
        List<string> unreadable = [];
        BlockedAddresses blocked = new(" 10.0.0.0/8,169.254.169.254/32, ,fd00::/8,nonsense", unreadable.Add);

        Assert.Equal(isBlocked, blocked.Holds(IPAddress.Parse(address)));
        Assert.Equal(["nonsense"], unreadable);
    }

    [Theory]
    [InlineData("""{"keys":[]}""", true)]
    [InlineData("""{"keys":{}}""", false)]
    [InlineData("""[]""", false)]
    [InlineData("<html>", false)]
    [InlineData("", false)]
    [InlineData("""{"keys":[{"a":[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]}]}""", false)] // too deep
    public void Document_IsAKeySet_OnlyWithAListOfKeys(string text, bool isKeySet) => Assert.Equal(isKeySet, JwksDocument.IsKeySet(text));

    internal static ConfigObject Object(string name, JWTRule rule)
    {
        RequestAuthentication spec = new();
        spec.JwtRules.Add(rule);
        return new ConfigObject(
            KindCatalog.RequestAuthentication, new ObjectMeta { Namespace = "default", Name = name }, spec);
    }
}
