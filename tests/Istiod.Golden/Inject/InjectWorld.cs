using System.Text;
using System.Text.Json.Nodes;
using Istiod.Config;
using Istiod.Config.Mesh;
using Istiod.Diagnostics.Metrics;
using Istiod.Primitives;
using Istiod.Protos.Istio.Mesh.V1Alpha1;
using Istiod.Server;
using Istiod.Variables;
using Istiod.Webhooks.Admission;
using Istiod.Webhooks.Injection;
using Istiod.Webhooks.Injection.Config;
using Istiod.Webhooks.Injection.Mesh;

namespace Istiod.Golden.Inject;

/// <summary>An injector in the cluster of a case.</summary>
internal sealed class InjectWorld : IInjectionMesh, IInjectionCluster
{
    private readonly Dictionary<string, IReadOnlyDictionary<string, string>> _namespaces = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _nodes = new(StringComparer.Ordinal);
    private readonly string _clusterId;

    /// <summary>Sets it up.</summary>
    /// <exception cref="InvalidDataException">Configuration of the case cannot be read.</exception>
    public InjectWorld(InjectCase golden)
    {
        EnvironmentReader reader = new(name => golden.Environment.GetValueOrDefault(name));
        _clusterId = golden.Environment.GetValueOrDefault("CLUSTER_ID", "Kubernetes");
        IsEnabled = WebhookPortVariables.IsEnabled(reader);
        Options = WebhookPortVariables.Read(reader, golden.Environment["REVISION"]);
        InjectorStore store = new(WebhookPortVariables.ForTemplates(name => golden.Environment.GetValueOrDefault(name)));
        if (store.Update(golden.Config, golden.Values) is { } wrong)
        {
            throw new InvalidDataException(wrong);
        }

        if (!MeshConfigReader.TryApply(Encoding.UTF8.GetBytes(golden.Mesh), "mesh", MeshDefaults.Mesh(), out MeshConfig? mesh, out Finding? fault))
        {
            throw new InvalidDataException(fault.ToString());
        }

        Mesh = mesh;
        Current = new InjectionMesh(mesh, ReadObjects(golden));
        Injector = new Injector(store, this, this, Options);
        Handler = new InjectHandler(Injector, new InjectionMetrics(new MetricRegistry()), TimeProvider.System);
    }

    /// <inheritdoc/>
    public InjectionMesh Current { get; }

    /// <summary>Mesh config.</summary>
    public MeshConfig Mesh { get; }

    /// <summary>Whether <c>/inject</c> is served at all.</summary>
    public bool IsEnabled { get; }

    /// <summary>What the process says.</summary>
    public InjectionOptions Options { get; }

    /// <summary>The injector.</summary>
    public Injector Injector { get; }

    /// <summary>Its handler.</summary>
    public InjectHandler Handler { get; }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string>? NamespaceAnnotations(string clusterId, string name) =>
        clusterId == _clusterId ? _namespaces.GetValueOrDefault(name) : null;

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string>? KubeletVersions(string clusterId) => clusterId == _clusterId ? _nodes : null;

    private List<ProxyConfigResource> ReadObjects(InjectCase golden)
    {
        List<ProxyConfigResource> resources = [];
        foreach (JsonObject item in golden.Objects)
        {
            string name = item["metadata"]?["name"]?.GetValue<string>() ?? "";
            switch (item["kind"]?.GetValue<string>())
            {
                case "Node":
                    _nodes[name] = item["status"]?["nodeInfo"]?["kubeletVersion"]?.GetValue<string>() ?? "";
                    break;
                case "Namespace":
                    Dictionary<string, string> annotations = new(StringComparer.Ordinal);
                    foreach (KeyValuePair<string, JsonNode?> annotation in item["metadata"]?["annotations"] as JsonObject ?? [])
                    {
                        annotations[annotation.Key] = annotation.Value?.GetValue<string>() ?? "";
                    }

                    _namespaces[name] = annotations;
                    break;
                case "ProxyConfig":
                    DecodeResult decoded = Istiod.Config.Decoder.Decode(KindCatalog.ProxyConfig, Encoding.UTF8.GetBytes(item.ToJsonString()));
                    ConfigObject read = decoded.Object ?? throw new InvalidDataException(golden.Path);
                    resources.Add(new ProxyConfigResource(read.Meta.Namespace, read.SpecAs<Istiod.Protos.Istio.Networking.V1Beta1.ProxyConfig>()));
                    break;
                default:
                    break;
            }
        }

        return resources;
    }
}
