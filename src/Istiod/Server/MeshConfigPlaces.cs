namespace Istiod.Server;

/// <summary>Where mesh settings may be.</summary>
/// <param name="MeshFile"><c>--meshConfig</c>.</param>
/// <param name="NetworksFile"><c>--networksConfig</c>.</param>
/// <param name="Namespace">Of the ConfigMaps.</param>
/// <param name="OwnMap">ConfigMap of this revision.</param>
/// <param name="SharedMap">ConfigMap beneath it (<c>SHARED_MESH_CONFIG</c>); empty for none.</param>
internal sealed record MeshConfigPlaces(string MeshFile, string NetworksFile, string Namespace, string OwnMap, string SharedMap)
{
    /// <summary>As flags and variables say.</summary>
    public static MeshConfigPlaces From(HostInputs inputs) => new(
        inputs.Options.MeshConfigFile,
        inputs.Options.NetworksConfigFile,
        inputs.Options.Namespace,
        KubernetesCatalog.Named("istio", inputs.Environment.Revision),
        inputs.Environment.SharedMeshConfig);
}
