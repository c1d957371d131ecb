using System.Text;
using Istiod.Config.Mesh;
using Istiod.Model;
using Istiod.Primitives;
using Istiod.Protos.Istio.Mesh.V1Alpha1;
using Istiod.Variables;

namespace Istiod.Server;

/// <summary>Mesh config and networks as text, flags and variables → <see cref="MeshSettings"/>.</summary>
/// <param name="environment">Names of this control plane.</param>
/// <param name="features">Switches of translation.</param>
/// <param name="domain">DNS suffix (<c>--domain</c>).</param>
/// <param name="cluster">Local cluster (<c>--clusterID</c>).</param>
internal sealed class MeshSettingsLoader(PilotEnvironment environment, MeshFeatures features, string domain, string cluster)
{
    /// <summary>Lays YAML over the defaults.</summary>
    /// <param name="networksYaml">Empty for none.</param>
    /// <param name="findings">Takes what is wrong; the faulty part then stays at its default.</param>
    public MeshSettings FromYaml(string meshYaml, string networksYaml, List<Finding> findings) =>
        From(Encoding.UTF8.GetBytes(meshYaml), "mesh config", Encoding.UTF8.GetBytes(networksYaml), "mesh networks", findings);

    /// <summary>Reads files; one that does not exist counts as empty.</summary>
    /// <exception cref="IOException">A file exists but cannot be read.</exception>
    public MeshSettings FromFiles(string meshFile, string networksFile, List<Finding> findings) =>
        From(ReadIfThere(meshFile), meshFile, ReadIfThere(networksFile), networksFile, findings);

    private MeshSettings From(byte[] meshYaml, string meshName, byte[] networksYaml, string networksName, List<Finding> findings)
    {
        if (!MeshConfigReader.TryApply(meshYaml, meshName, MeshDefaults.Mesh(), out MeshConfig? mesh, out Finding? fault))
        {
            findings.Add(fault);
            mesh = MeshDefaults.Mesh();
        }

        if (!MeshConfigReader.TryReadNetworks(networksYaml, networksName, out MeshNetworks? networks, out fault))
        {
            findings.Add(fault);
            networks = new MeshNetworks();
        }

        return new MeshSettings
        {
            Mesh = mesh,
            Networks = networks,
            Features = features,
            DomainSuffix = domain,
            Revision = environment.Revision.Length > 0 ? environment.Revision : "default",
            ConfigCluster = new ClusterId(cluster),
            SystemNamespace = environment.PodNamespace,
        };
    }

    private static byte[] ReadIfThere(string file)
    {
        try
        {
            return file.Length > 0 && File.Exists(file) ? File.ReadAllBytes(file) : [];
        }
        catch (UnauthorizedAccessException e)
        {
            throw new IOException(e.Message, e);
        }
    }
}
