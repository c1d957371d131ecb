using System.Text.Json.Nodes;

namespace Istiod.Golden.Inject;

/// <summary>
/// What an installation of the chart with a case's values holds, as far as injection reads it: the rendered chart, changed where
/// the values change it. Source of the rules: istio: manifests/charts/istio-control/istio-discovery/templates.
/// </summary>
internal sealed class ChartInstall
{
    private const string Webhook = "sidecarInjectorWebhook";
    private const string DefaultRevision = "default";

    private readonly JsonObject _user;
    private readonly JsonObject _values;

    private ChartInstall(JsonObject user, JsonObject values, JsonObject mesh, JsonObject config)
    {
        _user = user;
        _values = values;
        Mesh = mesh;
        Config = config;
    }

    /// <summary>Key <c>config</c> of the injector's ConfigMap.</summary>
    public JsonObject Config { get; }

    /// <summary>Key <c>values</c> of it.</summary>
    public JsonObject Values => _values;

    /// <summary>Key <c>mesh</c> of the mesh's ConfigMap.</summary>
    public JsonObject Mesh { get; }

    /// <summary>Variables of the Deployment that injection reads.</summary>
    public Dictionary<string, string> Environment { get; } = new(StringComparer.Ordinal);

    /// <summary>Composes an installation.</summary>
    /// <param name="rendered">The installer's ConfigMaps of the chart with default values: <c>config</c>, <c>values</c>, <c>mesh</c> as trees.</param>
    /// <param name="user">Values of the user.</param>
    /// <param name="meshConfig">Value <c>meshConfig</c>; <c>null</c> if the user has none.</param>
    /// <param name="webhook">Value <c>sidecarInjectorWebhook</c>, as <c>template.yaml</c> holds it; <c>null</c> if the user has none.</param>
    public static ChartInstall Compose(
        (JsonObject Config, JsonObject Values, JsonObject Mesh) rendered, JsonObject? user, JsonObject? meshConfig, JsonObject? webhook)
    {
        JsonObject own = user?.DeepClone() as JsonObject ?? [];
        if (meshConfig is not null)
        {
            JsonMerge.Over(JsonMerge.At(own, "meshConfig"), meshConfig);
        }

        if (webhook is not null)
        {
            JsonMerge.Over(JsonMerge.At(own, Webhook), webhook);
        }

        // the user's values win over those of the profile, and what stands below pilot counts as if it stood above
        JsonObject all = ChartProfiles.Of(own);
        JsonMerge.Over(all, own);
        JsonMerge.Over(all, all["pilot"]?.DeepClone() as JsonObject);
        ChartInstall install = new(
            all, (JsonObject)rendered.Values.DeepClone(), (JsonObject)rendered.Mesh.DeepClone(), (JsonObject)rendered.Config.DeepClone());
        install.SetValues();
        install.SetConfig();
        install.SetMesh();
        install.SetEnvironment();
        return install;
    }

    private void SetValues()
    {
        foreach (string name in (ReadOnlySpan<string>)["global", Webhook, "revision"])
        {
            JsonMerge.Over(_values, Only(_user, name));
        }

        JsonObject pilot = JsonMerge.At(_values, "pilot");
        JsonMerge.Over(pilot, Only(_user, "cni"));
        JsonMerge.Over(pilot, Only(_user, "env"));
        JsonObject gateways = JsonMerge.At(_values, "gateways");
        JsonMerge.Over(gateways, Only(_user["gateways"], "securityContext"));
        JsonMerge.Over(gateways, Only(_user["gateways"], "seccompProfile"));
    }

    private void SetConfig()
    {
        JsonObject webhook = JsonMerge.At(_values, Webhook);
        if (webhook["defaultTemplates"] is JsonArray { Count: > 0 } names)
        {
            Config["defaultTemplates"] = names.DeepClone();
        }

        Config["policy"] = JsonMerge.TextAt(_values, "global", "proxy", "autoInject");
        Config["alwaysInjectSelector"] = webhook["alwaysInjectSelector"]?.DeepClone();
        Config["neverInjectSelector"] = webhook["neverInjectSelector"]?.DeepClone();
        if (webhook["injectedAnnotations"] is JsonObject { Count: > 0 } annotations)
        {
            JsonObject quoted = [];
            foreach (KeyValuePair<string, JsonNode?> annotation in annotations)
            {
                quoted[annotation.Key] = JsonMerge.TextAt(annotation.Value);
            }

            Config["injectedAnnotations"] = quoted;
        }

        JsonMerge.Over(JsonMerge.At(Config, "templates"), webhook["templates"] as JsonObject);
    }

    private void SetMesh()
    {
        JsonObject meshConfig = _user["meshConfig"] as JsonObject ?? [];
        JsonObject defaultConfig = JsonMerge.At(Mesh, "defaultConfig");
        string istioNamespace = Global("istioNamespace");
        string revision = JsonMerge.TextAt(_values, "revision") ?? "";
        Mesh["rootNamespace"] = istioNamespace;
        if (meshConfig["defaultProviders"] is JsonObject { Count: > 0 } || IsOff("enabled") || IsOff("v2", "enabled") || IsOff("v2", "prometheus", "enabled"))
        {
            Mesh.Remove("defaultProviders");
        }

        if (Global("meshID") is { Length: > 0 } mesh)
        {
            defaultConfig["meshId"] = mesh;
        }

        string variant = JsonMerge.TextAt(_values, "global", "proxy", "variant") is { Length: > 0 } proxy ? proxy : Global("variant");
        if (variant.Length > 0 && (_user["global"] as JsonObject)?.ContainsKey("variant") == true)
        {
            defaultConfig["image"] = new JsonObject { ["imageType"] = variant };
        }

        defaultConfig["discoveryAddress"] = Global("remotePilotAddress").Length > 0
            ? $"istiod.{istioNamespace}.svc:15012"
            : $"istiod{(revision.Length == 0 ? "" : "-" + revision)}.{istioNamespace}.svc:15012";
        if (Tracing(istioNamespace) is { } tracing)
        {
            defaultConfig["tracing"] = tracing;
        }

        JsonMerge.Over(Mesh, meshConfig);
    }

    private JsonObject? Tracing(string istioNamespace)
    {
        string tracer = JsonMerge.TextAt(_values, "global", "proxy", "tracer") ?? "none";
        JsonNode? settings = ((_values["global"] as JsonObject)?["tracer"] as JsonObject)?[tracer];
        return tracer switch
        {
            "zipkin" => Address(tracer, settings, $"zipkin.{istioNamespace}:9411"),
            "datadog" => Address(tracer, settings, "$(HOST_IP):8126"),
            "lightstep" => new JsonObject { [tracer] = settings?.DeepClone() },
            "stackdriver" => new JsonObject
            {
                [tracer] = new JsonObject
                {
                    ["debug"] = JsonMerge.TextAt(settings, "debug") == "true",
                    ["maxNumberOfAttributes"] = 200,
                    ["maxNumberOfAnnotations"] = 200,
                    ["maxNumberOfMessageEvents"] = 200,
                },
            },
            _ => null,
        };
    }

    private void SetEnvironment()
    {
        string revision = JsonMerge.TextAt(_values, "revision") is { Length: > 0 } named ? named : DefaultRevision;
        Environment["REVISION"] = revision;
        Environment["PILOT_CERT_PROVIDER"] = Global("pilotCertProvider");
        Environment["CLUSTER_ID"] = JsonMerge.TextAt(_values, "global", "multiCluster", "clusterName") is { Length: > 0 } cluster ? cluster : "Kubernetes";
        Environment["PLATFORM"] = Global("platform") is { Length: > 0 } platform ? platform : JsonMerge.TextAt(_user, "platform") ?? "";
        if (Global("externalIstiod") == "true")
        {
            Environment["EXTERNAL_ISTIOD"] = "true";
        }

        foreach (KeyValuePair<string, JsonNode?> variable in (_values["pilot"] as JsonObject)?["env"] as JsonObject ?? [])
        {
            Environment[variable.Key] = JsonMerge.TextAt(variable.Value) ?? "";
        }
    }

    private static JsonObject Address(string tracer, JsonNode? settings, string otherwise) => new()
    {
        [tracer] = new JsonObject { ["address"] = JsonMerge.TextAt(settings, "address") is { Length: > 0 } address ? address : otherwise },
    };

    private string Global(string name) => JsonMerge.TextAt(_values, "global", name) ?? "";

    private bool IsOff(params ReadOnlySpan<string> path) => JsonMerge.TextAt(_user["telemetry"], path) == "false";

    private static JsonObject Only(JsonNode? from, string name) =>
        from is JsonObject parent && parent[name] is { } value ? new JsonObject { [name] = value.DeepClone() } : [];
}
