using System.Globalization;
using System.Text.Json.Nodes;

namespace Istiod.ClusterLoad;

/// <summary>Objects of a made cluster, as long as real ones: a pod has some 6 KB with the fields that clusters add, a slice of four some 3.</summary>
/// <param name="pods">Number of pods.</param>
/// <param name="slices">Number of slices, which share the pods evenly.</param>
/// <param name="services">Number of services, which share the slices evenly.</param>
internal sealed class MadeObjects(int pods, int slices, int services)
{
    private const int Namespaces = 20;

    // What servers keep of who set which field: clients never need it, and it is most of an object.
    private static readonly string s_managed = ManagedFields();

    /// <summary>The namespaces.</summary>
    public static IEnumerable<JsonObject> Homes()
    {
        for (int i = 0; i < Namespaces; i++)
        {
            yield return (JsonObject)JsonNode.Parse($$"""
                {"apiVersion":"v1","kind":"Namespace","metadata":{"name":"{{Home(i)}}","labels":{"kubernetes.io/metadata.name":"{{Home(i)}}"} } }
                """)!;
        }
    }

    /// <summary>Everything but namespaces.</summary>
    public IEnumerable<JsonObject> All()
    {
        for (int i = 0; i < services; i++)
        {
            yield return Service(i);
        }

        for (int i = 0; i < pods; i++)
        {
            yield return Pod(i, 0);
        }

        for (int i = 0; i < slices; i++)
        {
            yield return Slice(i, 0);
        }
    }

    /// <summary>A service.</summary>
    public static JsonObject Service(int i) => Parse($$$"""
        {"apiVersion":"v1","kind":"Service","metadata":{"name":"{{{App(i)}}}","namespace":"{{{Home(i)}}}","labels":{"app":"{{{App(i)}}}"}},
         "spec":{"clusterIP":"10.{{{100 + (i >> 16)}}}.{{{(i >> 8) & 255}}}.{{{i & 255}}}","selector":{"app":"{{{App(i)}}}"},
         "ports":[{"name":"http","port":80,"targetPort":8080,"protocol":"TCP"}]} }
        """);

    /// <summary>A pod.</summary>
    /// <param name="round">Changes its status.</param>
    public JsonObject Pod(int i, int round) => Parse($$$"""
        {"apiVersion":"v1","kind":"Pod","metadata":{"name":"{{{PodName(i)}}}","namespace":"{{{Home(i % services)}}}","uid":"{{{i:x8}}}-0000-4000-8000-000000000000",
         "generateName":"{{{App(i % services)}}}-7d5c9b6f4d-",
         "labels":{"app":"{{{App(i % services)}}}","version":"v1","pod-template-hash":"7d5c9b6f4d","security.istio.io/tlsMode":"istio",
         "service.istio.io/canonical-name":"{{{App(i % services)}}}","service.istio.io/canonical-revision":"v1"},
         "annotations":{"sidecar.istio.io/status":"{\"initContainers\":[\"istio-validation\",\"istio-proxy\"],\"revision\":\"default\"}"},
         "ownerReferences":[{"apiVersion":"apps/v1","kind":"ReplicaSet","name":"{{{App(i % services)}}}-7d5c9b6f4d","uid":"{{{i % services:x8}}}-1111-4000-8000-000000000000","controller":true,"blockOwnerDeletion":true}],
         "managedFields":{{{s_managed}}}},
         "spec":{"serviceAccountName":"default","nodeName":"node-{{{i % 200}}}","restartPolicy":"Always","containers":[
          {"name":"app","image":"registry.example/shop/app:1.4.2","ports":[{"name":"http","containerPort":8080,"protocol":"TCP"}],
           "env":[{"name":"LOG","value":"info"},{"name":"REGION","value":"eu-central-1"}],"resources":{"limits":{"cpu":"500m","memory":"256Mi"} } },
          {"name":"istio-proxy","image":"registry.example/istio/proxyv2:1.30.3","args":["proxy","sidecar","--domain","$(POD_NAMESPACE).svc.cluster.local"],
           "ports":[{"name":"http-envoy-prom","containerPort":15090,"protocol":"TCP"}],"resources":{"limits":{"cpu":"2","memory":"1Gi"} } }]},
         "status":{"phase":"Running","hostIP":"172.18.{{{i % 200}}}.2","podIP":"{{{Address(i)}}}","podIPs":[{"ip":"{{{Address(i)}}}"}],
         "startTime":"2026-11-01T10:00:00Z","qosClass":"Burstable","conditions":[
          {"type":"Initialized","status":"True","lastTransitionTime":"2026-11-01T10:00:0{{{round % 10}}}Z"},{"type":"Ready","status":"True","lastTransitionTime":"2026-11-01T10:00:05Z"},
          {"type":"ContainersReady","status":"True","lastTransitionTime":"2026-11-01T10:00:05Z"},{"type":"PodScheduled","status":"True","lastTransitionTime":"2026-11-01T10:00:00Z"}],
         "containerStatuses":[{"name":"app","ready":true,"restartCount":{{{round}}},"image":"registry.example/shop/app:1.4.2","state":{"running":{"startedAt":"2026-11-01T10:00:03Z"} } },
          {"name":"istio-proxy","ready":true,"restartCount":0,"image":"registry.example/istio/proxyv2:1.30.3","state":{"running":{"startedAt":"2026-11-01T10:00:03Z"} } }] } }
        """);

    /// <summary>A slice of a service's pods.</summary>
    /// <param name="round">In odd rounds its first endpoint is not ready.</param>
    public JsonObject Slice(int i, int round)
    {
        int each = Math.Max(1, pods / slices);
        int service = i % services;
        JsonArray endpoints = [];
        for (int e = 0; e < each; e++)
        {
            int pod = service + (((i / services * each) + e) * services);
            bool isReady = e > 0 || round % 2 == 0;
            endpoints.Add((JsonNode)Parse($$$"""
                {"addresses":["{{{Address(pod)}}}"],"conditions":{"ready":{{{(isReady ? "true" : "false")}}},"serving":{{{(isReady ? "true" : "false")}}},"terminating":false},
                 "nodeName":"node-{{{pod % 200}}}","zone":"zone-{{{pod % 3}}}","targetRef":{"kind":"Pod","name":"{{{PodName(pod)}}}","namespace":"{{{Home(service)}}}","uid":"{{{pod:x8}}}-0000-4000-8000-000000000000"}}
                """));
        }

        JsonObject slice = Parse($$$"""
            {"apiVersion":"discovery.k8s.io/v1","kind":"EndpointSlice","metadata":{"name":"{{{App(service)}}}-{{{i}}}","namespace":"{{{Home(service)}}}",
             "generateName":"{{{App(service)}}}-","labels":{"kubernetes.io/service-name":"{{{App(service)}}}","endpointslice.kubernetes.io/managed-by":"endpointslice-controller.k8s.io"},
             "managedFields":{{{s_managed}}}},"addressType":"IPv4","ports":[{"name":"http","port":8080,"protocol":"TCP"}]}
            """);
        slice["endpoints"] = endpoints;
        return slice;
    }

    private static JsonObject Parse(string text) => (JsonObject)JsonNode.Parse(text)!;

    private static string Home(int service) => string.Create(CultureInfo.InvariantCulture, $"team-{service % Namespaces}");

    private static string App(int service) => string.Create(CultureInfo.InvariantCulture, $"app-{service}");

    private string PodName(int i) => string.Create(CultureInfo.InvariantCulture, $"app-{i % services}-7d5c9b6f4d-{i:x5}");

    private static string Address(int i) => string.Create(CultureInfo.InvariantCulture, $"10.{16 + (i >> 16)}.{(i >> 8) & 255}.{i & 255}");

    private static string ManagedFields()
    {
        System.Text.StringBuilder fields = new();
        for (int i = 0; i < 40; i++)
        {
            fields.Append(CultureInfo.InvariantCulture, $"{(i == 0 ? "" : ",")}\"f:field-number-{i}\":{{\"f:part-one\":{{}},\"f:part-two\":{{}}}}");
        }

        return $$$"""[{"manager":"kube-controller-manager","operation":"Update","apiVersion":"v1","time":"2026-11-01T10:00:00Z","fieldsType":"FieldsV1","fieldsV1":{"f:metadata":{ {{{fields}}} } } }]""";
    }
}
