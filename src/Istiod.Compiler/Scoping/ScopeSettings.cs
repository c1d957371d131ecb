using Istiod.Config;
using Istiod.Incremental;
using Istiod.Model;
using Istiod.Primitives;
using Istiod.Protos.Istio.Networking.V1Alpha3;

namespace Istiod.Compiler.Scoping;

/// <summary>What the parts of a scope have in common to ask.</summary>
internal static class ScopeSettings
{
    /// <summary>The settings.</summary>
    /// <exception cref="InvalidOperationException">None were fed.</exception>
    public static MeshSettings Of(MeshSources sources, Reads reads) =>
        reads.TryGet(sources.Settings, SettingsKey.Mesh, out MeshSettings? settings)
            ? settings
            : throw new InvalidOperationException("no mesh settings were fed");

    /// <summary>The Sidecar of a scope; <c>null</c> if it has none.</summary>
    public static Sidecar? SidecarOf(MeshSources sources, ScopeKey key, MeshSettings settings, Reads reads) =>
        key.Sidecar.Name is { Length: > 0 } name
            && reads.TryGet(
                sources.Sidecars, new ObjectKey(settings.ConfigCluster, key.Sidecar.Namespace, name), out ConfigObject? found)
            ? found.Spec as Sidecar
            : null;

    /// <summary>The port that services must have to be imported; 0: any. An HTTP proxy port takes all.</summary>
    /// <remarks>istiod: pilot/pkg/model/sidecar.go:needsPortMatch.</remarks>
    public static int MatchedPort(IstioEgressListener? spec) =>
        spec?.Port is { } port && !string.Equals(port.Protocol, "HTTP_PROXY", StringComparison.OrdinalIgnoreCase)
            ? (int)port.Number
            : 0;

    /// <summary>Limits a service to one port; false if it lacks it.</summary>
    /// <param name="onlyPorts">Empty if the service has no other port.</param>
    /// <remarks>istiod: pilot/pkg/model/sidecar.go:serviceMatchingListenerPort.</remarks>
    public static bool TryLimitTo(int port, MeshService service, out ValueArray<int> onlyPorts)
    {
        onlyPorts = default;
        if (service.FindPort(port) is null)
        {
            return false;
        }

        onlyPorts = service.Ports.Count == 1 ? default : [port];
        return true;
    }
}
