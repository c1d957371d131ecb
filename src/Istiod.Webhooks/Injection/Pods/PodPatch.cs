using System.Buffers;
using Istiod.Webhooks.Patches;

namespace Istiod.Webhooks.Injection.Pods;

/// <summary>The JSON patch from one typed pod to another.</summary>
internal static class PodPatch
{
    /// <summary>The patch as JSON; neither pod is changed.</summary>
    public static ReadOnlyMemory<byte> Between(PodTree before, PodTree after)
    {
        ArrayBufferWriter<byte> patch = new(16 << 10);
        JsonDiff.Write(JsonDiff.Create(before.Root, after.Root), patch);
        return patch.WrittenMemory;
    }
}
