using System.Text;
using Istiod.Config.Validation;
using Istiod.Config.Yaml;

namespace Istiod.Config.Tests.Validation;

public sealed class ObjectReviewTests
{
    [Fact]
    public void Report_OfAFault_TellsThePlaceOfTheField()
    {
        DataNode root = Yaml("""
            apiVersion: networking.istio.io/v1
            kind: VirtualService
            metadata: {name: a, namespace: shop}
            spec:
              hosts: [a.example]
              http:
              - match:
                - headers: {x: {regex: "a(b"}}
                route:
                - destination: {host: a, port: {number: 70000}}
            """);
        Assert.True(KindCatalog.TryGet("networking.istio.io/v1", "VirtualService", out KindDescriptor? kind));
        Assert.True(ObjectReview.TryDecode(kind, root, out ConfigObject? item, out string? fault), fault);
        ValidationReport report = kind.Validate!(item!);
        Assert.Equal(
            [
                "VirtualService/shop/a: spec.http[0].match[0].headers[x]",
                "VirtualService/shop/a: spec.http[0].route[0].destination.port",
            ],
            report.Errors.Select(static error => error.Path));
        Assert.StartsWith("2 errors occurred:\n\t* ", report.ErrorText, StringComparison.Ordinal);
    }

    [Fact]
    public void Review_ProxyVersionOver1024Bytes_IsRefused()
    {
        ObjectVerdict verdict = Filter(new string('a', 1025));
        Assert.False(verdict.IsAllowed);
        Assert.Contains("proxy version", verdict.Message, StringComparison.Ordinal);
        Assert.True(Filter(new string('a', 1024)).IsAllowed);
    }

    [Fact]
    public void Review_KindOfUnknownVersion_IsLookedUpByGroupAndKind()
    {
        Assert.True(Check("apiVersion: networking.istio.io/v7\nkind: ServiceEntry\nmetadata: {name: a}\nspec: {hosts: [a.b]}").IsAllowed);
        Assert.Equal(
            "unrecognized type networking.istio.io/v1, Kind=Pod",
            Check("apiVersion: networking.istio.io/v1\nkind: Pod\nmetadata: {name: a}").Message);
        Assert.Equal("unrecognized type /v1, Kind=Pod", Check("apiVersion: v1\nkind: Pod\nmetadata: {name: a}").Message);
    }

    [Theory]
    [InlineData("HTTPRoute", false, true)]
    [InlineData("TCPRoute", false, false)]
    [InlineData("TCPRoute", true, true)]
    public void Review_GatewayApiKind_IsKnownByMaturity(string kind, bool withAlpha, bool isAllowed)
    {
        DataNode root = Yaml($"apiVersion: gateway.networking.k8s.io/v1\nkind: {kind}\nmetadata: {{name: a}}\nspec: {{}}");
        Assert.Equal(isAllowed, ObjectReview.Check(root, withAlpha).IsAllowed);
    }

    [Fact]
    public void Review_NoNameYet_IsLookedAtLikeAnyOther() =>
        Assert.True(Check("apiVersion: networking.istio.io/v1\nkind: ServiceEntry\nmetadata: {generateName: a-}\nspec: {hosts: [a.b]}").IsAllowed);

    [Fact]
    public void Review_EmptyMapOfPorts_DiffersFromNone()
    {
        const string head = "apiVersion: security.istio.io/v1\nkind: PeerAuthentication\nmetadata: {name: a, namespace: b}\n";
        Assert.True(Check(head + "spec: {}").IsAllowed);
        Assert.True(Check(head + "spec: {portLevelMtls: null}").IsAllowed);
        Assert.False(Check(head + "spec: {portLevelMtls: {}}").IsAllowed);
    }

    [Fact]
    public void Review_ManyFaults_AreCapped()
    {
        StringBuilder hosts = new();
        for (int i = 0; i < 5000; i++)
        {
            hosts.Append(i > 0 ? ", " : "").Append("_x").Append(i).Append(".example");
        }

        ObjectVerdict verdict = Check($"apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {{name: a}}\nspec: {{hosts: [{hosts}]}}");
        Assert.Equal(Checker.MaxFindings, verdict.Message.Split("\n\t* ").Length - 1);
    }

    [Theory]
    [InlineData("a.b.c", true)]
    [InlineData("response.code >= 400 && !has(request.headers['x'].y) || a in [1, 2u, 0x1F, 1.5e3]", true)]
    [InlineData("'a' + \"b\" + r'\\d' + b'\\x00' + '''t\nt'''", true)]
    [InlineData("a ? b : c ? d : e", true)]
    [InlineData("google.rpc.Status{code: 1, details: {'k': [1,]}}", true)]
    [InlineData("xs.exists(x, x > 1).map(y, y)", true)]
    [InlineData("", false)]
    [InlineData("a +", false)]
    [InlineData("a b", false)]
    [InlineData("(a", false)]
    [InlineData("'a", false)]
    [InlineData("'\\q'", false)]
    [InlineData("has(a)", false)]
    [InlineData("xs.all(1, true)", false)]
    [InlineData("while", false)]
    [InlineData("a = b", false)]
    [InlineData("a & b", false)]
    public void Cel_Syntax_IsToldFromNonsense(string expression, bool isFine)
    {
        string? fault = CelSyntax.Fault(expression);
        Assert.True((fault is null) == isFine, fault);
    }

    [Fact]
    public void Cel_DeepNesting_IsRefusedNotCrashed() => Assert.NotNull(CelSyntax.Fault(new string('(', 5000) + "a" + new string(')', 5000)));

    [Theory]
    [InlineData("1.2.3.4", null)]
    [InlineData("fe80::1%eth0", null)]
    [InlineData("x", "unable to parse IP")]
    [InlineData("300.0.0.1", "IPv4 field has value >255")]
    [InlineData("1.2.3", "IPv4 address too short")]
    [InlineData("1.2.3.4.5", "IPv4 address too long")]
    [InlineData("1.02.3.4", "IPv4 field has octet with leading zero")]
    [InlineData("1..2.3", "IPv4 field must have at least one digit (at \".2.3\")")]
    [InlineData("a.b.c.d", "unexpected character (at \"a.b.c.d\")")]
    [InlineData("1:2", "address string too short")]
    public void AddressText_OfNoAddress_TellsWhy(string text, string? why) =>
        Assert.Equal(why is null ? null : $"ParseAddr(\"{text}\"): {why}", AddressText.Fault(text));

    [Theory]
    [InlineData("{\"a\":[1,-2.5e3,true,null,\"x\\u00e9\"]}", null)]
    [InlineData("", "unexpected end of JSON input")]
    [InlineData("{n", "invalid character 'n' looking for beginning of object key string")]
    [InlineData("[1 2]", "invalid character '2' after array element")]
    [InlineData("{\"a\" 1}", "invalid character '1' after object key")]
    [InlineData("nul", "unexpected end of JSON input")]
    [InlineData("nulx", "invalid character 'x' in literal null (expecting 'l')")]
    [InlineData("1 1", "invalid character '1' after top-level value")]
    [InlineData("\"a\nb\"", "invalid character '\\n' in string literal")]
    [InlineData("-x", "invalid character 'x' in numeric literal")]
    public void GoJson_Syntax_IsWordedAsGoDoes(string json, string? fault) => Assert.Equal(fault, GoJson.SyntaxFault(Encoding.UTF8.GetBytes(json)));

    [Theory]
    [InlineData("{\"keys\":[{\"kty\":\"RSA\",\"e\":\"AQAB\",\"n\":\"x_-1\"}]}", true)]
    [InlineData("{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"AA\",\"y\":\"AA\"}", true)]
    [InlineData("{\"keys\":[{\"kty\":\"RSA\",\"e\":\"AQAB\"}]}", false)]
    [InlineData("{\"keys\":[{\"kty\":\"RSA\",\"e\":\"AQAB\",\"n\":\"!\"}]}", false)]
    [InlineData("[]", false)]
    [InlineData("null", false)]
    public void KeySet_Text_IsToldFromNonsense(string text, bool isFine) =>
        Assert.Equal(isFine, KeySetRules.Read(text, out _) is null);

    private static ObjectVerdict Filter(string pattern) => Check($$$"""
        apiVersion: networking.istio.io/v1alpha3
        kind: EnvoyFilter
        metadata: {name: a}
        spec:
          configPatches:
          - applyTo: CLUSTER
            match: {proxy: {proxyVersion: "{{{pattern}}}"}}
            patch: {operation: REMOVE}
        """);

    private static ObjectVerdict Check(string yaml) => ObjectReview.Check(Yaml(yaml), withAlpha: false);

    private static DataNode Yaml(string yaml)
    {
        Assert.True(YamlReader.TryRead(Encoding.UTF8.GetBytes(yaml), "test", 1, null, out DataNode? root, out Primitives.Finding? fault), fault?.ToString());
        return root!;
    }
}
