using System.Text;
using Istiod.Config.Mesh;
using Istiod.Model;
using Istiod.Primitives;
using Istiod.Protos.Istio.Mesh.V1Alpha1;
using Istiod.Variables;
using HttpHeader = Istiod.Protos.Istio.Mesh.V1Alpha1.MeshConfig.Types.ExtensionProvider.Types.HttpHeader;

namespace Istiod.Server;

/// <summary>Mesh config and networks as text, flags and variables → <see cref="MeshSettings"/>.</summary>
/// <param name="environment">Names of this control plane.</param>
/// <param name="features">Switches of translation.</param>
/// <param name="domain">DNS suffix (<c>--domain</c>).</param>
/// <param name="cluster">Local cluster (<c>--clusterID</c>).</param>
/// <param name="variables">Where headers of tracing providers find the variables they name.</param>
internal sealed class MeshSettingsLoader(
    PilotEnvironment environment, MeshFeatures features, string domain, string cluster, EnvironmentReader variables)
{
    /// <summary>Lays YAML over the defaults.</summary>
    /// <param name="networksYaml">Empty for none.</param>
    /// <param name="findings">Takes what is wrong; the faulty part then stays at its default.</param>
    public MeshSettings FromYaml(string meshYaml, string networksYaml, List<Finding> findings) => FromLayers(
        [new MeshText("mesh config", Encoding.UTF8.GetBytes(meshYaml), null), new MeshText("mesh networks", null, Encoding.UTF8.GetBytes(networksYaml))],
        null,
        findings);

    /// <summary>Reads files; one that does not exist counts as empty.</summary>
    /// <exception cref="IOException">A file exists but cannot be read.</exception>
    public MeshSettings FromFiles(string meshFile, string networksFile, List<Finding> findings) => FromLayers(
        [new MeshText(meshFile, ReadIfThere(meshFile), null), new MeshText(networksFile, null, ReadIfThere(networksFile))],
        null,
        findings);

    /// <summary>Lays layers over the defaults, the first lowest. Of networks the first layer that has them counts.</summary>
    /// <param name="last">Where a part that cannot be read stays; <c>null</c> for the defaults.</param>
    /// <param name="findings">Takes what is wrong.</param>
    /// <remarks>istiod: pkg/config/mesh/meshwatcher/collection.go: a single faulty layer changes nothing, of several it is left out.</remarks>
    public MeshSettings FromLayers(IReadOnlyList<MeshText> layers, MeshSettings? last, List<Finding> findings)
    {
        MeshConfig mesh = Mesh(layers, last?.Mesh, findings);
        return new MeshSettings
        {
            Mesh = mesh,
            Networks = Networks(layers, last?.Networks, findings),
            Features = features,
            DomainSuffix = domain,
            Revision = environment.Revision.Length > 0 ? environment.Revision : "default",
            ConfigCluster = new ClusterId(cluster),
            SystemNamespace = environment.PodNamespace,
            HeaderVariables = HeaderVariables(mesh),
        };
    }

    /// <summary>Bytes of a file; <c>null</c> if it does not exist.</summary>
    /// <exception cref="IOException">It exists but cannot be read.</exception>
    public static byte[]? ReadIfThere(string file)
    {
        try
        {
            return file.Length > 0 && File.Exists(file) ? File.ReadAllBytes(file) : null;
        }
        catch (UnauthorizedAccessException e)
        {
            throw new IOException(e.Message, e);
        }
    }

    private static MeshConfig Mesh(IReadOnlyList<MeshText> layers, MeshConfig? last, List<Finding> findings)
    {
        MeshConfig mesh = MeshDefaults.Mesh();
        int given = layers.Count(static l => l.Mesh is not null);
        foreach (MeshText layer in layers)
        {
            if (layer.Mesh is null)
            {
                continue;
            }

            if (MeshConfigReader.TryApply(layer.Mesh, layer.Source, mesh, out MeshConfig? above, out Finding? fault))
            {
                mesh = above;
            }
            else
            {
                findings.Add(fault);
                mesh = given == 1 ? last ?? mesh : mesh;
            }
        }

        return mesh;
    }

    private ValueArray<KeyValuePair<string, string>> HeaderVariables(MeshConfig mesh)
    {
        SortedDictionary<string, string> found = new(StringComparer.Ordinal);
        foreach (MeshConfig.Types.ExtensionProvider provider in mesh.ExtensionProviders)
        {
            Add(provider.Zipkin?.Headers);
            Add(provider.Opentelemetry?.Http?.Headers);
            Add(provider.Opentelemetry?.Grpc?.InitialMetadata);
            Add(provider.Opentelemetry?.DynatraceSampler?.HttpService?.Http?.Headers);
        }

        return ValueArray.Take(found.ToArray());

        void Add(List<HttpHeader>? headers)
        {
            foreach (HttpHeader header in headers ?? [])
            {
                if (header.EnvName.Length > 0 && variables.Find(header.EnvName) is { } value)
                {
                    found[header.EnvName] = value;
                }
            }
        }
    }

    private static MeshNetworks Networks(IReadOnlyList<MeshText> layers, MeshNetworks? last, List<Finding> findings)
    {
        foreach (MeshText layer in layers)
        {
            if (layer.Networks is null)
            {
                continue;
            }

            if (MeshConfigReader.TryReadNetworks(layer.Networks, layer.Source, out MeshNetworks? networks, out Finding? fault))
            {
                return networks;
            }

            findings.Add(fault);
            return last ?? new MeshNetworks();
        }

        return new MeshNetworks();
    }
}
