using Istiod.Config.Validation;
using Istiod.Primitives;
using Istiod.Protos.Istio.Mesh.V1Alpha1;

namespace Istiod.Config.Mesh;

/// <summary>Values that no mesh can work with; a mesh config that has one is refused as a whole.</summary>
internal static class MeshConfigRules
{
    public static Finding? Check(MeshConfig mesh, string source) => First(MeshConfigValidator.Mesh(mesh, source), source);

    public static Finding? Check(MeshNetworks networks, string source) => First(MeshConfigValidator.Networks(networks, source), source);

    /// <summary>One finding that tells all faults, at the place of the first.</summary>
    private static Finding? First(ValidationReport report, string source)
    {
        if (report.IsValid)
        {
            return null;
        }

        string path = report.Errors[0].Path;
        string inside = $"{source}: spec.";
        return new Finding(
            "mesh.invalid",
            path.StartsWith(inside, StringComparison.Ordinal) ? $"{source}: {path.AsSpan(inside.Length)}" : path,
            report.ErrorText);
    }
}
