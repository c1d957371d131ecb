using System.Text;

namespace Istiod.Load.Files;

/// <summary>The load as YAML files, one object a file, and the changes made to them.</summary>
internal static class LoadFiles
{
    public static void Generate(string directory, Mesh mesh)
    {
        Directory.CreateDirectory(directory);
        foreach (string name in mesh.NamespaceNames)
        {
            Write(directory, $"namespace-{name}", $"apiVersion: v1\nkind: Namespace\nmetadata:\n  name: {name}\n");
            Write(
                directory,
                $"serviceaccount-{name}",
                $"apiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: app\n  namespace: {name}\n");
        }

        foreach ((string name, string zone) in mesh.Nodes)
        {
            Write(directory, name, Node(name, zone));
        }

        for (int i = 0; i < mesh.Services; i++)
        {
            Write(directory, $"service-{i}", Service(mesh, i));
            Write(directory, $"slice-{i}", Slice(mesh, i, 0));
        }

        for (int i = 0; i < mesh.Proxies; i++)
        {
            Write(directory, $"pod-{i}", Pod(mesh, i));
        }
    }

    /// <summary>Writes a file beside the directory; <see cref="Put"/> moves it in.</summary>
    public static string Prepare(string directory, string name, string content)
    {
        string side = Path.Combine(directory.TrimEnd('/') + ".next", name + ".yaml");
        Directory.CreateDirectory(Path.GetDirectoryName(side) ?? ".");
        File.WriteAllText(side, content);
        return side;
    }

    public static void Put(string prepared, string directory) =>
        File.Move(prepared, Path.Combine(directory, Path.GetFileName(prepared)), overwrite: true);

    public static string Slice(Mesh mesh, int service, int generation)
    {
        StringBuilder yaml = new();
        yaml.Append("apiVersion: discovery.k8s.io/v1\nkind: EndpointSlice\nmetadata:\n")
            .Append($"  name: svc-{service}-abcde\n  namespace: {mesh.NamespaceOf(service)}\n")
            .Append($"  labels:\n    kubernetes.io/service-name: svc-{service}\n")
            .Append("addressType: IPv4\nports:\n- name: http\n  port: 8080\n  protocol: TCP\nendpoints:\n");
        for (int i = 0; i < Mesh.Endpoints; i++)
        {
            yaml.Append($"- addresses: [\"{Mesh.EndpointIP(service, i, generation)}\"]\n")
                .Append("  conditions:\n    ready: true\n    serving: true\n")
                .Append($"  nodeName: {(mesh.IsMixed ? mesh.NodeOf(service + i) : "node-a")}\n");
        }

        return yaml.ToString();
    }

    public static string VirtualService(Mesh mesh, int service, int number, int milliseconds) =>
        $"""
        apiVersion: networking.istio.io/v1
        kind: VirtualService
        metadata:
          name: change-{number}
          namespace: {mesh.NamespaceOf(service)}
        spec:
          hosts:
          - svc-{service}
          http:
          - timeout: {milliseconds + 1}ms
            route:
            - destination:
                host: svc-{service}

        """;

    private static void Write(string directory, string name, string content) =>
        File.WriteAllText(Path.Combine(directory, name + ".yaml"), content);

    private static string Node(string name, string zone) =>
        $"""
        apiVersion: v1
        kind: Node
        metadata:
          name: {name}
          labels:
            topology.kubernetes.io/region: r1
            topology.kubernetes.io/zone: {zone}

        """;

    private static string Service(Mesh mesh, int i) =>
        $"""
        apiVersion: v1
        kind: Service
        metadata:
          name: svc-{i}
          namespace: {mesh.NamespaceOf(i)}
        spec:
          clusterIP: 10.{96 + (i >> 16)}.{(i >> 8) & 255}.{i & 255}
          selector:
            app: svc-{i}
          ports:
          - name: http
            port: 80
            targetPort: 8080

        """;

    private static string Pod(Mesh mesh, int i)
    {
        string app = mesh.AppOf(i);
        string owner = mesh.IsMixed
            ? $"\n  ownerReferences:\n  - apiVersion: apps/v1\n    kind: ReplicaSet\n    name: {app}-5d4f\n    controller: true"
            : "";
        return $"""
        apiVersion: v1
        kind: Pod
        metadata:
          name: client-{i}
          namespace: {mesh.NamespaceOf(i)}
          labels:
            app: {app}
            security.istio.io/tlsMode: istio
            service.istio.io/canonical-name: {app}
            service.istio.io/canonical-revision: latest{owner}
        spec:
          serviceAccountName: app
          nodeName: {mesh.NodeOf(i)}
          containers:
          - name: app
            image: app
        status:
          phase: Running
          podIP: {Mesh.PodIP(i)}
          podIPs:
          - ip: {Mesh.PodIP(i)}
          conditions:
          - type: Ready
            status: "True"

        """;
    }
}
