using Istiod.Files;
using Istiod.Incremental;
using Istiod.Primitives;
using Istiod.Render.Tests.Equivalence;
using Istiod.Render.Tests.Mesh;
using Istiod.Resources;

namespace Istiod.Render.Tests.BadInput;

/// <summary>A folder of files, the mesh that is made of them, and proxies that look at it after every reading.</summary>
internal sealed class WatchedMesh : IConfigSink, IDisposable
{
    private const string Good = """
        apiVersion: v1
        kind: Namespace
        metadata: {name: shop}
        ---
        apiVersion: v1
        kind: Service
        metadata: {name: web, namespace: shop}
        spec: {clusterIP: 10.96.0.10, clusterIPs: [10.96.0.10], selector: {app: web}, ports: [{name: http, port: 80, targetPort: 8080}]}
        ---
        apiVersion: discovery.k8s.io/v1
        kind: EndpointSlice
        metadata: {name: web-1, namespace: shop, labels: {kubernetes.io/service-name: web}}
        addressType: IPv4
        ports: [{name: http, port: 8080}]
        endpoints: [{addresses: [10.0.1.1], conditions: {ready: true}, targetRef: {kind: Pod, name: web-1, namespace: shop}}]
        ---
        apiVersion: v1
        kind: Pod
        metadata: {name: web-1, namespace: shop, labels: {app: web}}
        spec: {serviceAccountName: web, containers: [{name: c, image: i}]}
        status: {phase: Running, podIP: 10.0.1.1, podIPs: [{ip: 10.0.1.1}]}
        """;

    /// <summary>What the file that goes bad held before.</summary>
    public const string Victim = """
        apiVersion: v1
        kind: Service
        metadata: {name: victim, namespace: shop}
        spec: {clusterIP: 10.96.0.66, clusterIPs: [10.96.0.66], ports: [{name: http, port: 6666}]}
        """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("istiod-bad");
    private readonly OpenMesh _mesh;
    private readonly FileSource _source;

    public WatchedMesh()
    {
        File.WriteAllText(Path.Combine(_folder.FullName, "a-good.yaml"), Good);
        _mesh = new OpenMesh(
        [
            TestProxies.Node("sidecar", "10.0.1.1", "web-1", "shop", "", ("APP", "web")),
            TestProxies.Node("router", "10.0.7.1", "gw-1", "shop", "", ("APP", "gw")),
        ]);
        _source = new FileSource(new FileSourceOptions { Paths = [_folder.FullName] }, this);
        Write(Victim);
    }

    /// <summary>Faults of all files now.</summary>
    public IReadOnlyList<Finding> Findings => _source.Findings;

    /// <summary>Overwrites the file and reads it. A derivation that throws fails the test.</summary>
    public void Write(ReadOnlySpan<byte> bytes, string name = "b-case.yaml")
    {
        File.WriteAllBytes(Path.Combine(_folder.FullName, name), bytes);
        _source.ReadOnce();
    }

    public void Write(string text) => Write(System.Text.Encoding.UTF8.GetBytes(text));

    /// <summary>All views of all proxies, as text that tells names and versions.</summary>
    public string Views()
    {
        List<string> lines = [];
        for (int proxy = 0; proxy < _mesh.Count; proxy++)
        {
            foreach (XdsType type in OpenMesh.Types)
            {
                if (_mesh.View(proxy, type, out _) is not { } view)
                {
                    continue;
                }

                foreach (XdsResource resource in view.Resources)
                {
                    lines.Add($"{proxy} {type} {resource.Name} {resource.Version}");
                }
            }
        }

        return string.Join('\n', lines);
    }

    public void Apply(ConfigBatch changes)
    {
        ChangeBatch batch = _mesh.Pipeline.Graph.NewBatch();
        _mesh.Pipeline.Add(batch, RegistryShapes.Local, changes);
        TurnResult result = _mesh.Pipeline.Apply(batch);
        if (result.Errors.Count > 0)
        {
            throw new InvalidOperationException($"a derivation threw: {result.Errors[0]}", result.Errors[0].Exception);
        }
    }

    public void Dispose()
    {
        _mesh.Dispose();
        _folder.Delete(recursive: true);
    }
}
