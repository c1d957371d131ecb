using System.Text.Json.Nodes;

namespace Istiod.Golden.Inject;

/// <summary>The values behind the chart's profiles and platforms, as far as injection reads them.</summary>
internal static class ChartProfiles
{
    private static readonly Dictionary<string, string> s_profiles = new(StringComparer.Ordinal)
    {
        ["ambient"] = """
            {"meshConfig": {"defaultConfig": {"proxyMetadata": {"ISTIO_META_ENABLE_HBONE": "true"}},
              "serviceScopeConfigs": [{"scope": "GLOBAL", "servicesSelector": {"matchExpressions": [
                {"key": "istio.io/global", "operator": "In", "values": ["true"]}]}}]},
             "global": {"variant": "distroless"}, "env": {"PILOT_ENABLE_AMBIENT": "true"}, "cni": {"ambient": {"enabled": true}}}
            """,
        ["demo"] = """
            {"global": {"proxy": {"resources": {"requests": {"cpu": "10m", "memory": "40Mi"}}},
              "waypoint": {"resources": {"requests": {"cpu": "10m", "memory": "40Mi"}}}},
             "meshConfig": {"accessLogFile": "/dev/stdout"}}
            """,
        ["preview"] = """{"meshConfig": {"defaultConfig": {"proxyMetadata": {"ISTIO_META_DNS_CAPTURE": "true"}}}}""",
        ["remote"] = """{"telemetry": {"enabled": false}}""",
    };

    private static readonly Dictionary<string, string> s_platforms = new(StringComparer.Ordinal)
    {
        ["openshift"] = """
            {"cni": {"cniBinDir": "/var/lib/cni/bin", "cniConfDir": "/etc/cni/multus/net.d", "chained": false,
              "cniConfFileName": "istio-cni.conf", "enabled": true, "provider": "multus"}}
            """,
    };

    /// <summary>The values below the user's own: those of the profile, of the older version to be compatible with, and of the platform.</summary>
    public static JsonObject Of(JsonObject user)
    {
        JsonObject values = [];
        JsonMerge.Over(values, Read(s_profiles, Name(user, "profile")));
        if (JsonMerge.TextAt(user, "compatibilityVersion") is "1.25" or "1.26")
        {
            JsonMerge.At(values, "env")["ENABLE_NATIVE_SIDECARS"] = "false";
        }

        JsonMerge.Over(values, Read(s_platforms, Name(user, "platform")));
        return values;
    }

    private static string Name(JsonObject user, string name) =>
        JsonMerge.TextAt(user, name) is { Length: > 0 } own ? own : JsonMerge.TextAt(user, "global", name) ?? "";

    private static JsonObject? Read(Dictionary<string, string> table, string name) =>
        table.TryGetValue(name, out string? text) ? JsonNode.Parse(text) as JsonObject : null;
}
