using System.Runtime.InteropServices;
using System.Text;
using Istiod.Protobuf;
using Istiod.Protos.Envoy.Config.Core.V3;
using Istiod.Resources;

namespace Istiod.Xds.Streams;

/// <summary>What a response to a debug request has beyond others: a question before it is answered, types of its own after.</summary>
internal sealed class DebugParts
{
    /// <summary>The question; <c>null</c> once it is answered.</summary>
    public DebugQuery? Query { get; init; }

    /// <summary>Type URLs of the resources, one each.</summary>
    public byte[][] Types { get; init; } = [];

    /// <summary>The ControlPlane message; empty for none.</summary>
    public byte[] ControlPlane { get; init; } = [];

    /// <summary>Bytes of the longest of <see cref="Types"/> and of <see cref="ControlPlane"/>.</summary>
    public int LongestPiece
    {
        get
        {
            int longest = 0;
            foreach (byte[] type in Types)
            {
                longest = Math.Max(longest, type.Length);
            }

            return longest + ControlPlane.Length;
        }
    }

    /// <summary>The response that carries an answer.</summary>
    public static PlannedResponse Answered(PlannedResponse asked, DebugAnswer answer)
    {
        XdsResource[] resources = new XdsResource[answer.Items.Count];
        byte[][] types = new byte[resources.Length][];
        for (int i = 0; i < resources.Length; i++)
        {
            DebugItem item = answer.Items[i];
            resources[i] = ResourceStore.CreateUnshared(item.Name, Whole(item.Value));
            types[i] = Encoding.UTF8.GetBytes(item.TypeUrl);
        }

        byte[] controlPlane = answer.ControlPlane.Length == 0 ? [] : new ControlPlane { Identifier = answer.ControlPlane }.ToByteArray();
        return new PlannedResponse
        {
            TypeUrl = asked.TypeUrl,
            Resources = resources,
            Revision = asked.Revision,
            Debug = new DebugParts { Types = types, ControlPlane = controlPlane },
        };
    }

    // an answer may be long: it is not copied if it is an array of its own
    private static byte[] Whole(ReadOnlyMemory<byte> bytes) =>
        MemoryMarshal.TryGetArray(bytes, out ArraySegment<byte> part) && part.Array is { } array && part.Offset == 0 && part.Count == array.Length
            ? array
            : bytes.ToArray();
}
