using Istiod.Primitives;

namespace Istiod.Config.Kinds.Core;

/// <summary>What we read of a container.</summary>
/// <param name="RestartPolicy"><c>Always</c> makes an init container a native sidecar.</param>
public sealed record PodContainer(
    string Name, string Image, ValueArray<ContainerPort> Ports, string RestartPolicy, bool HasReadinessProbe);
