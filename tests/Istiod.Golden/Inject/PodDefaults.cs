using System.Text.Json.Nodes;

namespace Istiod.Golden.Inject;

/// <summary>
/// What a pod is filled with before a webhook sees it: defaults of the API server, and what its own admission adds
/// (service account with its token volume, tolerations, priority).
/// </summary>
internal static class PodDefaults
{
    private const string TokenVolume = "kube-api-access-abcde";
    private const string TokenPath = "/var/run/secrets/kubernetes.io/serviceaccount";

    private const string TokenSources = """
        [
          {"serviceAccountToken": {"expirationSeconds": 3607, "path": "token"}},
          {"configMap": {"items": [{"key": "ca.crt", "path": "ca.crt"}], "name": "kube-root-ca.crt"}},
          {"downwardAPI": {"items": [{"fieldRef": {"apiVersion": "v1", "fieldPath": "metadata.namespace"}, "path": "namespace"}]}}
        ]
        """;

    private static readonly string[] s_modes = ["configMap", "secret", "downwardAPI", "projected"];

    /// <summary>Fills a pod in place.</summary>
    public static void Fill(JsonObject pod)
    {
        pod.TryAdd("status", new JsonObject());
        if (pod["spec"] is not JsonObject spec)
        {
            return;
        }

        spec.TryAdd("dnsPolicy", "ClusterFirst");
        spec.TryAdd("enableServiceLinks", true);
        spec.TryAdd("preemptionPolicy", "PreemptLowerPriority");
        spec.TryAdd("priority", 0);
        spec.TryAdd("restartPolicy", "Always");
        spec.TryAdd("schedulerName", "default-scheduler");
        spec.TryAdd("securityContext", new JsonObject());
        spec.TryAdd("terminationGracePeriodSeconds", 30);
        string account = JsonMerge.TextAt(spec, "serviceAccountName") is { Length: > 0 } given ? given
            : JsonMerge.TextAt(spec, "serviceAccount") is { Length: > 0 } old ? old
            : "default";
        spec["serviceAccountName"] = account;
        spec["serviceAccount"] = account;
        FillVolumes(spec);
        bool hasToken = spec["automountServiceAccountToken"] is not JsonValue mount || mount.GetValue<bool>();
        bool isMounted = false;
        foreach (string list in (ReadOnlySpan<string>)["initContainers", "containers"])
        {
            foreach (JsonObject container in Objects(spec[list]))
            {
                FillContainer(container);
                isMounted |= hasToken && MountToken(container);
            }
        }

        if (isMounted)
        {
            List(spec, "volumes").Add((JsonNode)new JsonObject
            {
                ["name"] = TokenVolume,
                ["projected"] = new JsonObject { ["defaultMode"] = 420, ["sources"] = JsonNode.Parse(TokenSources) },
            });
        }

        Tolerate(spec, "node.kubernetes.io/not-ready");
        Tolerate(spec, "node.kubernetes.io/unreachable");
    }

    private static void FillContainer(JsonObject container)
    {
        string image = JsonMerge.TextAt(container, "image") ?? "";
        container.TryAdd("imagePullPolicy", IsLatest(image) ? "Always" : "IfNotPresent");
        container.TryAdd("resources", new JsonObject());
        container.TryAdd("terminationMessagePath", "/dev/termination-log");
        container.TryAdd("terminationMessagePolicy", "File");
        foreach (JsonObject port in Objects(container["ports"]))
        {
            port.TryAdd("protocol", "TCP");
        }

        foreach (JsonObject variable in Objects(container["env"]))
        {
            ((variable["valueFrom"] as JsonObject)?["fieldRef"] as JsonObject)?.TryAdd("apiVersion", "v1");
        }

        foreach (string probe in (ReadOnlySpan<string>)["livenessProbe", "readinessProbe", "startupProbe"])
        {
            if (container[probe] is JsonObject check)
            {
                check.TryAdd("failureThreshold", 3);
                check.TryAdd("periodSeconds", 10);
                check.TryAdd("successThreshold", 1);
                check.TryAdd("timeoutSeconds", 1);
                (check["grpc"] as JsonObject)?.TryAdd("service", "");
                FillHttp(check);
            }
        }

        foreach (string hook in (ReadOnlySpan<string>)["postStart", "preStop"])
        {
            FillHttp((container["lifecycle"] as JsonObject)?[hook] as JsonObject);
        }
    }

    private static void FillHttp(JsonObject? handler)
    {
        if (handler?["httpGet"] is JsonObject get)
        {
            get.TryAdd("scheme", "HTTP");
            get.TryAdd("path", "/");
        }
    }

    private static void FillVolumes(JsonObject spec)
    {
        foreach (JsonObject volume in Objects(spec["volumes"]))
        {
            foreach (string kind in s_modes)
            {
                (volume[kind] as JsonObject)?.TryAdd("defaultMode", 420);
            }

            (volume["hostPath"] as JsonObject)?.TryAdd("type", "");
            if (volume.Count == 1)
            {
                volume["emptyDir"] = new JsonObject();
            }

            foreach (JsonObject source in Objects((volume["projected"] as JsonObject)?["sources"]))
            {
                (source["serviceAccountToken"] as JsonObject)?.TryAdd("expirationSeconds", 3600);
                FillItems(source["downwardAPI"] as JsonObject);
            }

            FillItems(volume["downwardAPI"] as JsonObject);
        }
    }

    private static void FillItems(JsonObject? downward)
    {
        foreach (JsonObject item in Objects(downward?["items"]))
        {
            (item["fieldRef"] as JsonObject)?.TryAdd("apiVersion", "v1");
        }
    }

    // a container that mounts something there itself keeps it
    private static bool MountToken(JsonObject container)
    {
        JsonArray mounts = List(container, "volumeMounts");
        foreach (JsonObject mount in Objects(mounts))
        {
            if (JsonMerge.TextAt(mount, "mountPath") == TokenPath)
            {
                return false;
            }
        }

        mounts.Add((JsonNode)new JsonObject { ["mountPath"] = TokenPath, ["name"] = TokenVolume, ["readOnly"] = true });
        return true;
    }

    private static void Tolerate(JsonObject spec, string key)
    {
        JsonArray tolerations = List(spec, "tolerations");
        foreach (JsonObject toleration in Objects(tolerations))
        {
            if (JsonMerge.TextAt(toleration, "key") is null or "" || JsonMerge.TextAt(toleration, "key") == key)
            {
                if (JsonMerge.TextAt(toleration, "effect") is null or "" or "NoExecute")
                {
                    return;
                }
            }
        }

        tolerations.Add((JsonNode)new JsonObject
        {
            ["effect"] = "NoExecute",
            ["key"] = key,
            ["operator"] = "Exists",
            ["tolerationSeconds"] = 300,
        });
    }

    private static bool IsLatest(string image)
    {
        if (image.Contains('@'))
        {
            return false;
        }

        int tag = image.LastIndexOf(':');
        return tag <= image.LastIndexOf('/') || image.EndsWith(":latest", StringComparison.Ordinal);
    }

    private static JsonArray List(JsonObject parent, string name)
    {
        if (parent[name] is not JsonArray list)
        {
            list = [];
            parent[name] = list;
        }

        return list;
    }

    private static IEnumerable<JsonObject> Objects(JsonNode? list) => (list as JsonArray)?.OfType<JsonObject>() ?? [];
}
