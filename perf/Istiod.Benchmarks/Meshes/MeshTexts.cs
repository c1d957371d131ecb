using System.Globalization;
using System.Text;

namespace Istiod.Benchmarks.Meshes;

/// <summary>Objects of the load in <c>perf/README.md</c>, as the YAML that a user would write.</summary>
internal static class MeshTexts
{
    public const string Namespace = "load";

    private const int EndpointsEach = 5;

    public static string NamespaceObject() => $"apiVersion: v1\nkind: Namespace\nmetadata:\n  name: {Namespace}\n";

    public static string Node() =>
        """
        apiVersion: v1
        kind: Node
        metadata:
          name: node-a
          labels:
            topology.kubernetes.io/region: r1
            topology.kubernetes.io/zone: z1

        """;

    public static string Service(int number) =>
        $"""
        apiVersion: v1
        kind: Service
        metadata:
          name: svc-{number}
          namespace: {Namespace}
        spec:
          clusterIP: 10.96.{number >> 8}.{number & 255}
          selector:
            app: svc-{number}
          ports:
          - name: http
            port: 80
            targetPort: 8080

        """;

    /// <param name="number">Of the service.</param>
    /// <param name="generation">The first endpoint's address differs with it.</param>
    public static string Slice(int number, int generation)
    {
        StringBuilder yaml = new();
        yaml.Append(
            $"""
            apiVersion: discovery.k8s.io/v1
            kind: EndpointSlice
            metadata:
              name: svc-{number}-abcde
              namespace: {Namespace}
              labels:
                kubernetes.io/service-name: svc-{number}
            addressType: IPv4
            ports:
            - name: http
              port: 8080
              protocol: TCP
            endpoints:

            """);
        for (int i = 0; i < EndpointsEach; i++)
        {
            int block = i == 0 ? 30 + generation : 20 + i;
            yaml.Append(CultureInfo.InvariantCulture, $"- addresses: [\"10.{block}.{number >> 8}.{number & 255}\"]\n")
                .Append("  conditions:\n    ready: true\n    serving: true\n  nodeName: node-a\n");
        }

        return yaml.ToString();
    }

    /// <param name="number">Of the proxy.</param>
    /// <param name="app">Its label <c>app</c>.</param>
    public static string Pod(int number, string app) =>
        $"""
        apiVersion: v1
        kind: Pod
        metadata:
          name: client-{number}
          namespace: {Namespace}
          labels:
            app: {app}
            security.istio.io/tlsMode: istio
            service.istio.io/canonical-name: {app}
            service.istio.io/canonical-revision: latest
        spec:
          serviceAccountName: app
          nodeName: node-a
          containers:
          - name: app
            image: app
        status:
          phase: Running
          podIP: {PodIP(number)}
          podIPs:
          - ip: {PodIP(number)}
          conditions:
          - type: Ready
            status: "True"

        """;

    public static string VirtualService(int number, int timeout) =>
        $"""
        apiVersion: networking.istio.io/v1
        kind: VirtualService
        metadata:
          name: change
          namespace: {Namespace}
        spec:
          hosts:
          - svc-{number}
          http:
          - timeout: {timeout}s
            route:
            - destination:
                host: svc-{number}

        """;

    public static string PodIP(int number) => $"10.100.{number >> 8}.{number & 255}";
}
