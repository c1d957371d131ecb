using Istiod.Pods;
using Istiod.Testing.ApiServer;

namespace Istiod.ClusterLoad;

/// <summary>The control plane under load: the binary that was named, as the chart's account.</summary>
internal static class Plane
{
    /// <summary>The account that asks.</summary>
    public const string Account = "system:serviceaccount:istio-system:istiod";

    /// <summary>Makes the service of the control plane lead to it, as a cluster's network would.</summary>
    public static void Reach(TestApiServer server, string webhooks) =>
        server.ResolveServices((ns, name, _) => (ns, name) == (ChartCluster.Namespace, "istiod") ? webhooks : null);

    /// <summary>Starts it.</summary>
    public static ControlPlane Start(TestApiServer server, LoadOptions options, string home)
    {
        // the harness looks there for the binary
        Environment.SetEnvironmentVariable("ISTIOD_AOT_BIN", options.Binary);
        return ChartCluster.StartPlane(server, home, ChartPod.Default(options.Chart));
    }
}
