namespace Istiod.Render.Tests.Mesh;

/// <summary>EnvoyFilters, WasmPlugins and TrafficExtensions of the test mesh.</summary>
internal static class ExtensionShapes
{
    public const string ExtensionsArea = "extensions";

    private const string Router =
        "listener: {filterChain: {filter: {name: envoy.filters.network.http_connection_manager, subFilter: {name: envoy.filters.http.router}}}}";

    public static IEnumerable<ObjectShape> All()
    {
        foreach ((string name, string ns) in new[] { ("ef", "istio-system"), ("ef", "shop"), ("ef-2", "shop"), ("ef", "far") })
        {
            yield return Of(p => $$$$"""
                apiVersion: networking.istio.io/v1alpha3
                kind: EnvoyFilter
                metadata: {name: {{{{name}}}}, namespace: {{{{ns}}}}}
                spec:
                  {{{{p.Rarely("priority: -1")}}}}
                  {{{{p.Rarely("workloadSelector: {labels: {version: v1}}")}}}}
                  configPatches:
                  - applyTo: CLUSTER
                    match: {context: {{{{p.Of("ANY", "SIDECAR_OUTBOUND", "GATEWAY", "SIDECAR_INBOUND")}}}}{{{{p.Rarely(", cluster: {service: web.shop.svc.cluster.local}")}}}}}
                    patch: {operation: MERGE, value: {connect_timeout: {{{{p.Of("2s", "3s")}}}}} }
                  - applyTo: HTTP_FILTER
                    match: {context: {{{{p.Of("ANY", "SIDECAR_INBOUND", "GATEWAY")}}}}, {{{{Router}}}}{{{{p.Rarely(", proxy: {proxyVersion: ^1\\.24.*}")}}}}}
                    patch: {operation: {{{{p.Of("INSERT_BEFORE", "INSERT_AFTER")}}}}, value: {name: own.{{{{name}}}}.{{{{ns}}}}, typed_config: {"@type": type.googleapis.com/envoy.extensions.filters.http.lua.v3.Lua, default_source_code: {inline_string: "{{{{p.Of("function a() end", "function b() end")}}}}"} } } }
                  - applyTo: VIRTUAL_HOST
                    match: {context: {{{{p.Of("ANY", "SIDECAR_OUTBOUND")}}}}}
                    patch: {operation: MERGE, value: {response_headers_to_remove: [{{{{p.Of("x-a", "x-b")}}}}]} }
                  - applyTo: EXTENSION_CONFIG
                    match: {context: {{{{p.Of("ANY", "SIDECAR_INBOUND")}}}}}
                    patch: {operation: ADD, value: {name: added, typed_config: {"@type": type.googleapis.com/envoy.extensions.filters.http.lua.v3.Lua, default_source_code: {inline_string: "{{{{p.Of("function c() end", "function d() end")}}}}"} } } }
                """);
        }

        foreach ((string name, string ns) in new[] { ("wasm", "istio-system"), ("wasm", "shop") })
        {
            yield return Of(p => $$$$"""
                apiVersion: extensions.istio.io/v1alpha1
                kind: WasmPlugin
                metadata: {name: {{{{name}}}}, namespace: {{{{ns}}}}}
                spec:
                  url: {{{{p.Of("oci://registry.example.org/a:v1", "https://files.example.org/a.wasm")}}}}
                  {{{{p.Rarely("selector: {matchLabels: {version: v1}}")}}}}
                  phase: {{{{p.Of("AUTHN", "STATS", "UNSPECIFIED_PHASE")}}}}
                  {{{{p.Rarely("priority: 5")}}}}
                  {{{{p.Rarely("type: NETWORK")}}}}
                  {{{{p.Rarely("imagePullSecret: cred", 2)}}}}
                  pluginConfig: {a: {{{{p.Of("b", "c")}}}}}
                  {{{{p.Rarely("match: [{mode: CLIENT, ports: [{number: 80}]}]")}}}}
                """);
        }

        foreach (string ns in new[] { "istio-system", "shop" })
        {
            yield return Of(p => $$$$"""
                apiVersion: extensions.istio.io/v1alpha1
                kind: TrafficExtension
                metadata: {name: te, namespace: {{{{ns}}}}}
                spec:
                  {{{{p.Rarely("selector: {matchLabels: {app: web}}")}}}}
                  phase: {{{{p.Of("AUTHN", "AUTHZ")}}}}
                  {{{{p.Of("lua: {inlineCode: 'function e() end'}", "lua: {inlineCode: 'function f() end'}", "wasm: {url: 'oci://registry.example.org/t:v1', pluginConfig: {x: y}}")}}}}
                """);
        }
    }

    private static ObjectShape Of(Func<Picks, string> text) => new(ExtensionsArea, RegistryShapes.Local, text);
}
