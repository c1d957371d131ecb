using Istiod.Testing.Networks;

namespace Istiod.Pods;

/// <summary>Where a control plane runs as its image does: uid 1337, no capabilities, process 1, read-only root.</summary>
/// <param name="Script"><c>.ci/run-container.sh</c>.</param>
/// <param name="RootFilesystem">Made by <c>.ci/rootfs.sh</c>.</param>
/// <param name="Network">The pod's.</param>
/// <param name="Mounts">All there is besides the image.</param>
internal sealed record PodPlace(string Script, string RootFilesystem, PodNetwork Network, IReadOnlyList<PodMount> Mounts)
{
    /// <summary>Name of the program, as processes are listed.</summary>
    public const string Program = "pilot-discovery";
}
