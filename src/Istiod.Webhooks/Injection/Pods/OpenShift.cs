using System.Text.Json.Nodes;
using Istiod.Webhooks.Injection.Json;

namespace Istiod.Webhooks.Injection.Pods;

/// <summary>Undoes what OpenShift does to a proxy's container that the user wrote.</summary>
internal static class OpenShift
{
    /// <summary>
    /// OpenShift gives all containers of a pod one user. The proxy must not run as the application, or its own traffic would be caught; a user
    /// that differs was chosen on purpose and stays.
    /// </summary>
    /// <remarks>istiod: pkg/kube/inject/webhook.go:isSidecarUserMatchingAppUser.</remarks>
    public static void ResetProxyUser(PodTree pod)
    {
        if (pod.Sidecar?.ObjectAt("securityContext") is not { } context)
        {
            return;
        }

        long proxyUser = 0, applicationUser = 0;
        foreach (JsonArray? list in (ReadOnlySpan<JsonArray?>)[pod.Containers, pod.InitContainers])
        {
            foreach (JsonNode? item in list ?? [])
            {
                if (item is not JsonObject container || container.ObjectAt("securityContext")?["runAsUser"].Whole() is not { } user)
                {
                    continue;
                }

                switch (container.TextAt("name"))
                {
                    case Names.Proxy:
                        proxyUser = user;
                        break;
                    case Names.Validation or Names.Init:
                        break;
                    default:
                        applicationUser = user;
                        break;
                }
            }
        }

        if (proxyUser == applicationUser)
        {
            context.Remove("runAsUser");
            context.Remove("runAsGroup");
        }
    }
}
