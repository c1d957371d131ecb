using System.Text.Json.Nodes;
using Istiod.Webhooks.Injection.Json;

namespace Istiod.Webhooks.Injection.Pods;

/// <summary>Puts injected containers at their places among the user's.</summary>
/// <remarks>
/// The proxy comes last, so that tools go on to take the user's container, or first if the application waits for it. As an init container it
/// comes right behind those that set up the network, so that the user's init containers are in the mesh; else the network is set up
/// last, so that they are not cut off. istiod: pkg/kube/inject/webhook.go:reorderPod, modifyContainers.
/// </remarks>
internal static class ContainerOrder
{
    /// <summary>Orders a pod's containers.</summary>
    /// <param name="isHeld">Whether the application waits for the proxy.</param>
    public static void Apply(PodTree pod, bool isHeld)
    {
        JsonArray containers = pod.Spec.ArrayIn(Names.Containers);
        Move(containers, Names.Proxy, toFront: isHeld);
        if (pod.InitContainers is not { } first)
        {
            return;
        }

        if (PodTree.Find(first, Names.Proxy) is not null)
        {
            Move(first, Names.CoreDump, toFront: true);
            Move(first, Names.Proxy, toFront: true);
            Move(first, Names.Validation, toFront: true);
            Move(first, Names.Init, toFront: true);
        }
        else
        {
            Move(first, Names.Validation, toFront: true);
            Move(first, Names.Init, toFront: false);
            Move(first, Names.CoreDump, toFront: false);
        }
    }

    /// <summary>Removes all containers of a name.</summary>
    /// <returns>The last of them; null if there was none.</returns>
    public static JsonNode? Remove(JsonArray containers, string name)
    {
        JsonNode? last = null;
        for (int i = containers.Count - 1; i >= 0; i--)
        {
            if (containers[i] is JsonObject container && string.Equals(container.TextAt("name"), name, StringComparison.Ordinal))
            {
                containers.RemoveAt(i);
                last ??= container;
            }
        }

        return last;
    }

    private static void Move(JsonArray containers, string name, bool toFront)
    {
        int place = toFront ? 0 : containers.Count - 1;
        if (place >= 0
            && containers[place] is JsonObject there
            && string.Equals(there.TextAt("name"), name, StringComparison.Ordinal)
            && IsOnly(containers, name))
        {
            return;
        }

        if (Remove(containers, name) is { } container)
        {
            containers.Insert(toFront ? 0 : containers.Count, container);
        }
    }

    private static bool IsOnly(JsonArray containers, string name)
    {
        int count = 0;
        foreach (JsonNode? item in containers)
        {
            count += item is JsonObject container && string.Equals(container.TextAt("name"), name, StringComparison.Ordinal) ? 1 : 0;
        }

        return count == 1;
    }
}
