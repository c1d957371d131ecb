namespace Istiod.Render.Tests.Mesh;

/// <summary>Peer authentications, authorization policies, token rules and telemetry of the test mesh.</summary>
internal static class PolicyShapes
{
    public const string SecurityArea = "security";

    /// <summary>Of whom keys are fetched.</summary>
    public const string KeysIssuer = "i1";

    public const string KeysUri = "https://keys.example.org/jwks";

    public static IEnumerable<ObjectShape> All()
    {
        foreach (string ns in new[] { "istio-system", "shop", "far" })
        {
            yield return Of(p => $$$$"""
                apiVersion: security.istio.io/v1
                kind: PeerAuthentication
                metadata: {name: default, namespace: {{{{ns}}}}}
                spec: {mtls: {mode: {{{{p.Of("STRICT", "PERMISSIVE", "DISABLE", "UNSET")}}}}}}
                """);
        }

        yield return Of(p => $$$$"""
            apiVersion: security.istio.io/v1
            kind: PeerAuthentication
            metadata: {name: own, namespace: shop}
            spec: {selector: {matchLabels: {{{{p.Of("{app: web}", "{version: v2}", "{app: cart}")}}}}}, mtls: {mode: {{{{p.Of("STRICT", "UNSET", "DISABLE")}}}}}, portLevelMtls: {8080: {mode: {{{{p.Of("DISABLE", "STRICT", "PERMISSIVE")}}}}}}}
            """);
        foreach ((string name, string ns) in new[] { ("ap-1", "istio-system"), ("ap-1", "shop"), ("ap-2", "shop") })
        {
            yield return Of(p => $$$$"""
                apiVersion: security.istio.io/v1
                kind: AuthorizationPolicy
                metadata: {name: {{{{name}}}}, namespace: {{{{ns}}}}}
                spec:
                  {{{{p.Rarely("selector: {matchLabels: {version: v1}}", 2)}}}}
                  action: {{{{p.Of("ALLOW", "DENY", "AUDIT", "CUSTOM")}}}}
                  {{{{p.Of("provider: {name: ext}", "provider: {name: ext2}")}}}}
                  rules:
                  - from: [{source: {namespaces: [{{{{p.Of("shop", "far", "'*'")}}}}]{{{{p.Rarely(", ipBlocks: [10.0.0.0/8]")}}}}{{{{p.Rarely(", notPrincipals: ['cluster.local/ns/far/sa/*']")}}}}}}]
                    to: [{operation: {{{{p.Of("{methods: [GET]}", "{paths: ['/a*', '/b/{**}']}", "{ports: ['8080']}", "{hosts: [web.shop]}")}}}}}]
                    {{{{p.Rarely("when: [{key: 'request.headers[x]', values: [y]}]")}}}}
                    {{{{p.Rarely("when: [{key: 'request.auth.claims[sub]', notValues: [z]}]")}}}}
                """);
        }

        yield return Of(p => $$$$"""
            apiVersion: security.istio.io/v1
            kind: RequestAuthentication
            metadata: {name: ra, namespace: {{{{"shop"}}}}}
            spec:
              {{{{p.Rarely("selector: {matchLabels: {app: web}}", 2)}}}}
              jwtRules: [{issuer: {{{{p.Of("i1", "i2")}}}}, {{{{p.Of("jwks: '{\"keys\":[]}'", "jwksUri: 'https://keys.example.org/jwks'")}}}}{{{{p.Rarely(", forwardOriginalToken: true")}}}}{{{{p.Rarely(", fromHeaders: [{name: x, prefix: 'B '}]")}}}}}]
            """);
        foreach (string ns in new[] { "istio-system", "far" })
        {
            yield return Of(p => $$$$"""
                apiVersion: security.istio.io/v1
                kind: RequestAuthentication
                metadata: {name: ra-2, namespace: {{{{ns}}}}}
                spec: {jwtRules: [{issuer: {{{{KeysIssuer}}}}, jwksUri: '{{{{KeysUri}}}}'{{{{p.Rarely(", forwardOriginalToken: true")}}}}}]}
                """);
        }

        yield return Of(p => $$$$"""
            apiVersion: telemetry.istio.io/v1
            kind: Telemetry
            metadata: {name: client, namespace: alone}
            spec: {accessLogging: [{match: {mode: CLIENT}, providers: [{name: {{{{p.Of("otel-logs", "envoy")}}}}}]}, {match: {mode: SERVER}, disabled: {{{{p.Of("true", "false")}}}}}]}
            """);
        foreach ((string name, string ns) in new[] { ("t", "istio-system"), ("t", "shop"), ("t-own", "shop") })
        {
            yield return Of(p => $$$$"""
                apiVersion: telemetry.istio.io/v1
                kind: Telemetry
                metadata: {name: {{{{name}}}}, namespace: {{{{ns}}}}}
                spec:
                  {{{{(name == "t-own" ? "selector: {matchLabels: {app: web}}" : "")}}}}
                  accessLogging: [{providers: [{name: {{{{p.Of("otel-logs", "envoy", "missing")}}}}}]{{{{p.Rarely(", filter: {expression: 'response.code >= 400'}")}}}}{{{{p.Rarely(", disabled: true")}}}}{{{{p.Rarely(", match: {mode: CLIENT}")}}}}}]
                  {{{{p.Rarely("tracing: [{providers: [{name: zip}], randomSamplingPercentage: 12.5, customTags: {a: {literal: {value: b}}}}]", 2)}}}}
                  {{{{p.Rarely("metrics: [{providers: [{name: prometheus}], overrides: [{match: {metric: REQUEST_COUNT}, tagOverrides: {t: {operation: REMOVE}}}]}]", 2)}}}}
                """);
        }
    }

    private static ObjectShape Of(Func<Picks, string> text) => new(SecurityArea, RegistryShapes.Local, text);
}
