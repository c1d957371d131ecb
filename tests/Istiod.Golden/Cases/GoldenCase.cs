namespace Istiod.Golden.Cases;

/// <summary>One case folder: what a control plane is given and which proxies ask.</summary>
/// <param name="Path">Relative to the folder of all cases, with <c>/</c>: <c>traffic/baseline</c>.</param>
/// <param name="Directory">The folder.</param>
/// <param name="Objects">YAML files of the local cluster, in the order of application.</param>
/// <param name="Remotes">YAML files of remote clusters by cluster id.</param>
/// <param name="MeshYaml">The mesh config; <c>{}</c> if the case has none.</param>
/// <param name="NetworksYaml">The mesh networks; <c>null</c> if the case has none.</param>
/// <param name="Environment">The common environment and the case's.</param>
/// <param name="Proxies">The proxies in order.</param>
public sealed record GoldenCase(
    string Path,
    string Directory,
    IReadOnlyList<string> Objects,
    IReadOnlyDictionary<string, IReadOnlyList<string>> Remotes,
    string MeshYaml,
    string? NetworksYaml,
    IReadOnlyDictionary<string, string> Environment,
    IReadOnlyList<GoldenProxy> Proxies);
